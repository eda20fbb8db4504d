using System.Text;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Mail.Tests;

/// <summary>Signed envelopes for tests, each as long as a real acknowledgement.</summary>
internal static class SomeEnvelope
{
    /// <summary>An acknowledgement.</summary>
    public static string Ack { get; } = Of("01a218fd-d39d-7d68-b233-ef287956900a");

    /// <summary>Another message.</summary>
    public static string Opening { get; } = Of("01a218fd-d5f9-7671-9b52-000000000001");

    /// <summary>An envelope with that id; only its form and signature are right.</summary>
    public static string Of(string id) => Jws.Sign(
        Encoding.UTF8.GetBytes(
            "{\"version\":1,\"id\":\"" + id + "\",\"from\":\"XC\",\"sender\":\"officer\",\"to\":[\"XA\"],"
            + "\"regime\":\"exercise\",\"kind\":\"acknowledgement\",\"precedence\":\"priority\","
            + "\"status\":\"exercise\",\"tlp\":\"amber\","
            + "\"created\":\"2026-11-26T17:53:37.708Z\",\"exchange\":\"" + id + "\",\"inReplyTo\":\"" + id + "\"}"),
        JwsTypes.Envelope, Some.Key("XC/officer")).Compact;
}
