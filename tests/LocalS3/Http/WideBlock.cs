using System.Buffers;
using System.Collections.Concurrent;

namespace LocalS3;

/// <summary>A block of <see cref="WideBlockPool"/>, pinned for good: the system reads into it without asking each time.</summary>
sealed class WideBlock(int length, ConcurrentStack<WideBlock> home) : IMemoryOwner<byte>
{
    public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(length, pinned: true);

    /// <summary>Returns the block to the pool.</summary>
    public void Dispose() => home.Push(this);
}
