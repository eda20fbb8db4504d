using Hotline.Contract.Facts;

namespace Hotline.Journal;

/// <summary>What there is to measure of a fact that the clock brought; true when there was something.</summary>
/// <param name="at">When it went on record.</param>
internal sealed class Lateness(DateTimeOffset at) : IFactVisitor<bool>
{
    public bool Visit(Lapsed fact)
    {
        JournalMeters.Late(fact.Window, at - fact.Due);
        return true;
    }

    public bool Visit(Escalated fact)
    {
        JournalMeters.Late(fact.Step, at - fact.Due);
        return true;
    }

    public bool Visit(Accepted fact) => false;

    public bool Visit(Carried fact) => false;

    public bool Visit(Delivered fact) => false;

    public bool Visit(Displayed fact) => false;

    public bool Visit(Acknowledged fact) => false;

    public bool Visit(Answered fact) => false;

    public bool Visit(Withdrawn fact) => false;

    public bool Visit(Closed fact) => false;

    public bool Visit(WindowOpened fact) => false;

    public bool Visit(WindowRevised fact) => false;

    public bool Visit(NoticeOrdered fact) => false;

    public bool Visit(ReplyNoticeOrdered fact) => false;

    public bool Visit(NoticeSent fact) => false;

    public bool Visit(NoticeDeferred fact) => false;

    public bool Visit(NoticeDead fact) => false;

    public bool Visit(NoticeReturned fact) => false;

    public bool Visit(RegimeAdopted fact) => false;

    public bool Visit(KeyAdmitted fact) => false;

    public bool Visit(KeyRemoved fact) => false;

    public bool Visit(HubStarted fact) => false;

    public bool Visit(HubStopped fact) => false;

    public bool Visit(JournalRecovered fact) => false;

    public bool Visit(ForeignFact fact) => false;
}
