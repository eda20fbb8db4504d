using System.Net.Sockets;
using System.Security.Authentication;
using MQTTnet;

namespace Hotline.Hub.Bridges;

/// <summary>A connection to a broker cannot be made, or has ended.</summary>
/// <param name="reason">Why, in words for an operator: without user, host or what the broker said.</param>
/// <param name="shutOut">True when the broker knows us and does not let us in: trying again at once is useless.</param>
public sealed class BridgeDownException(string reason, bool shutOut = false) : IOException(reason)
{
    /// <summary>True when the broker does not let us in.</summary>
    public bool ShutOut => shutOut;

    /// <summary>What a failure of the library means.</summary>
    public static BridgeDownException Of(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is BridgeDownException known)
            {
                return known;
            }
            if (inner is AuthenticationException)
            {
                return new("no TLS with a certificate that is the broker's", shutOut: true);
            }
            if (inner is SocketException socket)
            {
                return new($"no connection ({socket.SocketErrorCode})");
            }
        }
        return failure is OperationCanceledException
            ? new("the broker does not answer") : new($"no connection ({failure.GetType().Name})");
    }

    /// <summary>What a broker's answer to CONNECT means; null when it lets us in.</summary>
    public static BridgeDownException? Of(MqttClientConnectResultCode answer) => answer switch
    {
        MqttClientConnectResultCode.Success => null,
        MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized
            or MqttClientConnectResultCode.BadAuthenticationMethod or MqttClientConnectResultCode.Banned =>
            new("the broker refuses user, password or certificate", shutOut: true),
        MqttClientConnectResultCode.ClientIdentifierNotValid =>
            new("the broker refuses the client id", shutOut: true),
        MqttClientConnectResultCode.UnsupportedProtocolVersion =>
            new("the broker does not speak this version of MQTT", shutOut: true),
        var other => new($"the broker does not let us in ({other})"),
    };
}
