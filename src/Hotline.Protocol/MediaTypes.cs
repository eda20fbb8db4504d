namespace Hotline.Protocol;

/// <summary>Media types.</summary>
public static class MediaTypes
{
    /// <summary>An envelope in compact form (RFC 7515 §9.2.1).</summary>
    public const string Envelope = "application/jose";

    /// <summary>Comma-separated values (RFC 4180).</summary>
    public const string Csv = "text/csv";

    /// <summary>One JSON document a line.</summary>
    public const string JsonLines = "application/jsonl";
}
