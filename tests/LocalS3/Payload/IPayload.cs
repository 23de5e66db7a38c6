namespace LocalS3;

/// <summary>The bytes that a request carries, free of the framing they came in.</summary>
interface IPayload
{
    /// <summary>What followed the bytes; complete once they have been read to their end.</summary>
    IReadOnlyDictionary<string, string> Trailers { get; }

    /// <returns>How many bytes were read; 0 at the end.</returns>
    /// <exception cref="S3Exception">The framing is malformed, or the body ends inside it.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
