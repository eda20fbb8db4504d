using System.Buffers;
using System.Text;
using Hotline.Hub.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// Envelopes as bodies of requests. Of one key one large body is read, checked and put on record after the other: what
/// waits lies unread at the sender, so that many at a time take neither memory nor more than one core, and a short
/// message of somebody else passes between. Small ones wait for nobody.
/// </summary>
internal sealed class LargeBodies
{
    /// <summary>From so many bytes on a body is large.</summary>
    private const int Large = 32 * 1024;

    /// <summary>A large one keeps its key's next waiting, so it has to come at a speed of today's lines.</summary>
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 8 * 1024, TimeSpan.FromSeconds(5));

    private readonly Turns _turns = new();

    /// <summary>Waits for its turn, which ends when the result is disposed; null for a small body.</summary>
    public async Task<IDisposable?> EnterAsync(HttpRequest request, string key, CancellationToken ct)
    {
        if (request.ContentLength is >= 0 and <= Large)
        {
            return null;
        }
        var turn = await _turns.EnterAsync(key, ct);
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = Slowest;
        }
        return turn;
    }

    /// <summary>The body as it is: one character a byte.</summary>
    public static async Task<string> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        // One more than may be, so that what is too large is refused for that.
        var most = (int)Math.Min(request.ContentLength ?? HttpDoor.MaximumBody, HttpDoor.MaximumBody) + 1;
        var bytes = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(
                bytes.AsMemory(0, most), most, throwOnEndOfStream: false, ct);
            return Encoding.Latin1.GetString(bytes.AsSpan(0, length).TrimEnd("\r\n"u8));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
