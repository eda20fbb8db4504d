using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract.Errors;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Http;

/// <summary>Small bodies of JSON, also from strangers: read up to a limit and no further.</summary>
internal static class Bodies
{
    /// <summary>Bytes.</summary>
    public const int Limit = 4096;

    /// <summary>The bytes. Refusals 4006, 4014.</summary>
    public static async Task<Outcome<byte[]>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
        {
            return AccessErrors.BadRequest("Send JSON with Content-Type: application/json.");
        }
        if (request.ContentLength > Limit)
        {
            return AccessErrors.BodyTooLarge(Limit);
        }
        var buffer = new byte[Limit + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > Limit ? AccessErrors.BodyTooLarge(Limit) : buffer[..length];
    }

    /// <summary>The value. Refusals 4006, 4014.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="expected">What it looks like, for whoever sent something else.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<Outcome<T>> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, string expected, CancellationToken ct) where T : class
    {
        if (!(await ReadAsync(request, ct)).Try(out var bytes, out var refusal))
        {
            return refusal;
        }
        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } value
                ? value : AccessErrors.BadRequest($"Send {expected}.");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return AccessErrors.BadRequest($"The body is not as expected. Send {expected}.");
        }
    }
}
