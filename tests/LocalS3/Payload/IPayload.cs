using System.Buffers;

namespace LocalS3;

/// <summary>The bytes that a request carries, free of the framing they came in.</summary>
interface IPayload
{
    /// <summary>What followed the bytes; complete once they have been read to their end.</summary>
    IReadOnlyDictionary<string, string> Trailers { get; }

    /// <returns>The next bytes, where they were received; none at the end. <see cref="Advance"/> must follow.</returns>
    /// <exception cref="S3Exception">The framing is malformed, or the body ends inside it.</exception>
    ValueTask<ReadOnlySequence<byte>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Releases the bytes that were read last, or the first of them. The others are read again.</summary>
    void Advance(ReadOnlySequence<byte> taken);
}
