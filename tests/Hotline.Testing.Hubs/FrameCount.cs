using System.Buffers.Binary;
using Microsoft.AspNetCore.Http.Features;

namespace Hotline.Testing.Hubs;

/// <summary>Counts the WebSocket frames that clients send (RFC 6455, 5.2): each was one write of theirs.</summary>
internal sealed class FrameCount(IHttpUpgradeFeature upgrade, Action frame) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => new Counted(await upgrade.UpgradeAsync(), frame);

    private sealed class Counted(Stream inner, Action frame) : Stream
    {
        private readonly byte[] _head = new byte[14];
        private int _read;
        private long _payload;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop = default)
        {
            var count = await inner.ReadAsync(buffer, stop);
            Take(buffer.Span[..count]);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken stop = default) =>
            inner.WriteAsync(buffer, stop);

        public override Task FlushAsync(CancellationToken stop) => inner.FlushAsync(stop);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }

        private void Take(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                var skip = (int)Math.Min(_payload, bytes.Length);
                _payload -= skip;
                bytes = bytes[skip..];
                if (bytes.IsEmpty)
                {
                    return;
                }
                _head[_read++] = bytes[0];
                bytes = bytes[1..];
                if (_read >= 2 && _read == Size)
                {
                    (_payload, _read) = (Payload, 0);
                    frame();
                }
            }
        }

        /// <summary>Two bytes, the longer length if there is one, and the client's mask.</summary>
        private int Size => 6 + (_head[1] & 0x7f) switch { 127 => 8, 126 => 2, _ => 0 };

        private long Payload => (_head[1] & 0x7f) switch
        {
            127 => BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2)),
            126 => BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)),
            var length => length,
        };
    }
}
