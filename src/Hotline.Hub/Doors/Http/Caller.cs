using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Http;

/// <summary>Whoever calls: the seat of the key that signed the request's token, looked up anew at each call.</summary>
/// <param name="Looked">The seat, or why there is none (any more).</param>
internal sealed record Caller(Outcome<Seat> Looked)
{
    /// <summary>The seat. Paths that <see cref="Refuse"/> stands before are only entered with one.</summary>
    public Seat Seat => Looked.Value;

    /// <summary>The participant that the seat belongs to.</summary>
    public string Participant => Seat.Participant;

    /// <summary>How the framework makes the parameter of a path.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(
        new Caller(context.RequestServices.GetRequiredService<Authenticator>().SeatOf(context.User)));

    /// <summary>A path's filter: whoever has no seat is told why, and gets no further.</summary>
    public static ValueTask<object?> Refuse(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<Caller>().FirstOrDefault()?.Looked.Refusal is { } refusal
            ? ValueTask.FromResult<object?>(Problems.Result(refusal)) : next(context);
}
