namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// The mails of one way in that wait until their envelopes are within the limits. Whoever has had the fewest envelopes
/// taken in the last minute is next, and of several the one whose mail has waited longest; of one sender the oldest
/// mail goes first. Nothing is lost with it: the mails themselves lie where they came in. Not thread-safe.
/// </summary>
/// <typeparam name="TMail">Names a mail.</typeparam>
/// <param name="rate">The limits.</param>
/// <param name="age">Which of two mails is older.</param>
public sealed class MailLine<TMail>(IntakeRate rate, IComparer<TMail> age) where TMail : notnull
{
    private readonly Dictionary<TMail, MailSender> _mails = [];
    private readonly Dictionary<MailLane, Dictionary<string, SortedDictionary<TMail, MailSender>>> _lanes = new()
    {
        [MailLane.Answers] = [],
        [MailLane.Known] = [],
        [MailLane.Strangers] = [],
    };

    /// <summary>How many mails wait.</summary>
    public int Count => _mails.Count;

    /// <summary>From how many senders.</summary>
    public int Senders => _lanes.Values.Sum(l => l.Count);

    /// <summary>True when it waits.</summary>
    public bool Holds(TMail mail) => _mails.ContainsKey(mail);

    /// <summary>
    /// Asks whether a mail may be taken. One that is seen for the first time may, when it is the first of its sender
    /// in a minute and nobody of its share waits; else it has to be called.
    /// </summary>
    /// <param name="mail">Which.</param>
    /// <param name="sender">Whose.</param>
    /// <param name="called">True when <see cref="TryCall"/> named it.</param>
    /// <returns>Null when it waits now.</returns>
    public MailTurn? Ask(TMail mail, MailSender sender, bool called)
    {
        Remove(mail);
        var atOnce = called || (_lanes[sender.Lane].Count == 0 && rate.Used(sender) == 0);
        if (atOnce && rate.Take(sender) is { } turn)
        {
            return turn;
        }
        _mails[mail] = sender;
        var lane = _lanes[sender.Lane];
        if (!lane.TryGetValue(sender.Name, out var mails))
        {
            lane[sender.Name] = mails = new SortedDictionary<TMail, MailSender>(age);
        }
        mails[mail] = sender;
        return null;
    }

    /// <summary>Takes the mail out of the line whose turn it is; false when none is within the limits now.</summary>
    public bool TryCall(out TMail mail)
    {
        foreach (var lane in _lanes.Values)
        {
            if (lane.Count > 0 && Next(lane.Values) is { } next)
            {
                mail = next.Key;
                Remove(mail);
                return true;
            }
        }
        mail = default!;
        return false;
    }

    /// <summary>Forgets all but these.</summary>
    public void KeepOnly(IReadOnlySet<TMail> mails)
    {
        foreach (var gone in _mails.Keys.Where(m => !mails.Contains(m)).ToList())
        {
            Remove(gone);
        }
    }

    /// <summary>
    /// None when what would be next is too much for its share: something smaller that went before it would go before
    /// it for ever.
    /// </summary>
    private KeyValuePair<TMail, MailSender>? Next(IEnumerable<SortedDictionary<TMail, MailSender>> senders)
    {
        (int Used, KeyValuePair<TMail, MailSender> Mail)? next = null;
        foreach (var oldest in senders.Select(mails => mails.First()))
        {
            var fit = rate.Fits(oldest.Value);
            var used = rate.Used(oldest.Value);
            if (fit != IntakeFit.SenderFull && (next is not { } best || used < best.Used
                || (used == best.Used && age.Compare(oldest.Key, best.Mail.Key) < 0)))
            {
                next = (used, oldest);
            }
        }
        return next is { } found && rate.Fits(found.Mail.Value) == IntakeFit.Fits ? found.Mail : null;
    }

    private void Remove(TMail mail)
    {
        if (_mails.Remove(mail, out var sender) && _lanes[sender.Lane].TryGetValue(sender.Name, out var mails))
        {
            mails.Remove(mail);
            if (mails.Count == 0)
            {
                _lanes[sender.Lane].Remove(sender.Name);
            }
        }
    }
}
