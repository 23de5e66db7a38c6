using System.Buffers;
using System.Collections.Concurrent;

namespace LocalS3;

/// <summary>
/// The blocks that Kestrel receives into and sends from. Its own pool's have 4 KiB, and each is a system call: with
/// them the server takes more of the processor than the client that a benchmark is about.
/// </summary>
sealed class WideBlockPool : MemoryPool<byte>
{
    const int BlockLength = 128 * 1024;

    readonly ConcurrentStack<WideBlock> free = new();

    public override int MaxBufferSize => BlockLength;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockLength);
        return free.TryPop(out var block) ? block : new WideBlock(BlockLength, free);
    }

    /// <summary>The blocks are the garbage collector's.</summary>
    protected override void Dispose(bool disposing) { }
}
