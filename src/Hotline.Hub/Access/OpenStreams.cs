using Hotline.Contract.Errors;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>How many streams one connection follows at a time: each holds pages in memory.</summary>
/// <param name="limits">How many it may.</param>
public sealed class OpenStreams(LimitSettings limits)
{
    private int _open;

    /// <summary>Enters a stream, which ends when the result is disposed. Refusal 4017.</summary>
    public Outcome<IDisposable> Enter()
    {
        if (Interlocked.Increment(ref _open) <= limits.StreamsPerConnection)
        {
            return new Entered(this);
        }
        Interlocked.Decrement(ref _open);
        return AccessErrors.TooManyStreams(limits.StreamsPerConnection);
    }

    private sealed class Entered(OpenStreams owner) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _ended, true))
            {
                Interlocked.Decrement(ref owner._open);
            }
        }
    }
}
