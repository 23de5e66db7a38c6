using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace LocalS3;

/// <summary>What Kestrel asks for its pools.</summary>
sealed class WideBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new WideBlockPool();
}
