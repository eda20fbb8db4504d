using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>
/// What is due of an exchange, computed from its state alone: rows in the store are never edited, only replaced by
/// this.
/// </summary>
public static class Schedule
{
    /// <summary>
    /// Every row that is pending: the earliest of windows and steps, and each notice that is worth sending.
    /// </summary>
    public static ImmutableArray<DueRow> Of(Exchange state)
    {
        var rows = ImmutableArray.CreateBuilder<DueRow>();
        if (NextOnClock(state) is { } next)
        {
            rows.Add(new DueRow(DueKinds.Clock, "", next));
        }
        foreach (var addressee in state.Addressees)
        {
            foreach (var notice in OwedNotices(state, addressee))
            {
                rows.Add(RowOf(state, notice));
            }
        }
        return rows.ToImmutable();
    }

    /// <summary>The row of a notice that is owed.</summary>
    public static DueRow RowOf(Exchange state, Notice notice) => new(
        DueKinds.Notice(notice.Key.Means, state.Opening.Precedence), KeyOf(notice.Key), notice.Due);

    /// <summary>The key of a notice's row: <c>ADDRESSEE/TOLD/POC/MESSAGE</c>.</summary>
    public static string KeyOf(NoticeKey notice) => $"{notice.Addressee}/{notice.Told}/{notice.Poc}/{notice.Message}";

    /// <summary>Takes the key of a notice's row apart.</summary>
    /// <param name="means">By what its sender tells.</param>
    /// <param name="key">The row's key.</param>
    /// <param name="notice">The notice.</param>
    public static bool TryNotice(string means, string key, [NotNullWhen(true)] out NoticeKey? notice)
    {
        notice = key.Split('/') is [var addressee, var told, var poc, var message]
            && MessageId.TryParse(message, out var id)
            ? new NoticeKey(means, addressee, told, poc, id) : null;
        return notice is not null;
    }

    /// <summary>Notices that are owed and still worth sending.</summary>
    public static IEnumerable<Notice> OwedNotices(Exchange state, Addressee addressee) =>
        addressee.Notices.Where(
            n => n.State == NoticeState.Owed && n.IsWanted(addressee.Rung, state.Ending is not null));

    /// <summary>Steps that will be taken if the addressee stays silent, by due time.</summary>
    public static IEnumerable<StepRun> PendingSteps(Exchange state, Addressee addressee) =>
        addressee.Steps.Where(step => IsPending(state, addressee, step));

    private static bool IsPending(Exchange state, Addressee addressee, StepRun step) =>
        state.Ending is null && step.At is null && addressee.SilentIn(step.Window);

    private static DateTimeOffset? NextOnClock(Exchange state)
    {
        DateTimeOffset? next = null;
        foreach (var addressee in state.Addressees)
        {
            foreach (var window in addressee.Windows)
            {
                if (window.State == WindowState.Open && !(next <= window.Due))
                {
                    next = window.Due;
                }
            }
            foreach (var step in addressee.Steps)
            {
                if (IsPending(state, addressee, step) && !(next <= step.Due))
                {
                    next = step.Due;
                }
            }
        }
        return next;
    }
}
