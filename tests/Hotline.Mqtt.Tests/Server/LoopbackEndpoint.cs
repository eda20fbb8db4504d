using System.Net;
using Hotline.Mqtt.Server;
using Hotline.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>The endpoint in Kestrel on a free port of the loopback interface.</summary>
public sealed class LoopbackEndpoint : IAsyncDisposable
{
    private readonly WebApplication _host;

    private LoopbackEndpoint(WebApplication host, NoticeBoard board)
    {
        _host = host;
        Board = board;
        var address = host.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(address.Replace("tcp://", "http://", StringComparison.Ordinal)).Port;
    }

    public NoticeBoard Board { get; }

    public int Port { get; }

    public MqttConnections Connections => _host.Services.GetRequiredService<MqttConnections>();

    public static async Task<LoopbackEndpoint> StartAsync(
        MqttServerOptions? options = null, Action<ListenOptions>? listen = null, IPAddress? address = null)
    {
        var board = new NoticeBoard();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMqttApplication>(board);
        builder.Services.AddSingleton<MqttConnections>();
        builder.Services.AddSingleton<MqttStrangers>();
        builder.Services.AddSingleton<MqttConnectionHandler>();
        builder.Services.AddSingleton(options ?? new MqttServerOptions());
        builder.Services.AddSingleton(RealTime.Clock);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Use(endpoint.ApplicationServices.GetRequiredService<MqttStrangers>().Guard);
            listen?.Invoke(endpoint);
            endpoint.UseConnectionHandler<MqttConnectionHandler>();
        }));
        var host = builder.Build();
        await host.StartAsync();
        return new LoopbackEndpoint(host, board);
    }

    public MqttStrangers Strangers => _host.Services.GetRequiredService<MqttStrangers>();

    public Task StopAsync() => _host.StopAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
