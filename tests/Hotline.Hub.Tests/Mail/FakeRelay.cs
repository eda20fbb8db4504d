using Hotline.Hub.Outbound.Mail;
using Hotline.Mail;

namespace Hotline.Hub.Tests.Mail;

/// <summary>Answers from a list, the last one for ever; or hangs until cancelled.</summary>
internal sealed class FakeRelay(string name) : IRelay
{
    private Queue<RelayVerdict> _answers = new([RelayVerdict.Took]);

    public string Name => name;

    public int Calls { get; private set; }

    public int Cancelled { get; private set; }

    public bool Hangs { get; set; }

    public string? Says { get; set; }

    public bool LoggedOut { get; set; }

    public void Answers(params RelayVerdict[] answers) => _answers = new Queue<RelayVerdict>(answers);

    public async Task<RelayAnswer> SendAsync(WrittenMail mail, CancellationToken stop)
    {
        Calls++;
        if (Hangs)
        {
            var never = new TaskCompletionSource();
            await using var registration = stop.Register(() => never.TrySetCanceled(stop));
            try
            {
                await never.Task;
            }
            finally
            {
                Cancelled++;
            }
        }
        var verdict = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        return new RelayAnswer(verdict, name, Says ?? $"{name}: {verdict}", LoggedOut: LoggedOut);
    }
}
