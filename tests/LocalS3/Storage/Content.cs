using System.Security.Cryptography;

namespace LocalS3;

/// <summary>The bytes of an object or of a part; never changed once made, so that copies share them.</summary>
sealed class Content
{
    readonly IReadOnlyList<ReadOnlyMemory<byte>> segments;

    Content(IReadOnlyList<ReadOnlyMemory<byte>> segments, long length, bool isDiscarded = false)
    {
        this.segments = segments;
        Length = length;
        IsDiscarded = isDiscarded;
    }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>Only the length is known: a sink took the bytes.</summary>
    public bool IsDiscarded { get; }

    public static Content Of(params ReadOnlyMemory<byte>[] segments) => new(segments, segments.Sum(segment => (long)segment.Length));

    public static Content Discarded(long length) => new([], length, isDiscarded: true);

    public static Content Concat(IReadOnlyCollection<Content> contents) =>
        new(
            [.. contents.SelectMany(content => content.segments)],
            contents.Sum(content => content.Length),
            contents.Any(content => content.IsDiscarded)
        );

    /// <summary>A part of it, which shares its bytes.</summary>
    public Content Part(ByteRange range) => IsDiscarded ? Discarded(range.Length) : new([.. Slice(range)], range.Length);

    public IEnumerable<ReadOnlyMemory<byte>> Slice(ByteRange range)
    {
        var (offset, remaining) = range;
        foreach (var segment in segments)
        {
            if (remaining == 0)
                yield break;
            if (offset < segment.Length)
            {
                var piece = segment[(int)offset..];
                piece = piece[..(int)Math.Min(remaining, piece.Length)];
                remaining -= piece.Length;
                offset = 0;
                yield return piece;
            }
            else
            {
                offset -= segment.Length;
            }
        }
    }

    /// <summary>For short ones, such as the documents that requests carry.</summary>
    public byte[] ToArray()
    {
        var result = new byte[Length];
        var position = 0;
        foreach (var segment in segments)
        {
            segment.CopyTo(result.AsMemory(position));
            position += segment.Length;
        }
        return result;
    }

    /// <returns>Null when the bytes are gone.</returns>
    public byte[]? Md5()
    {
        if (IsDiscarded)
            return null;
#pragma warning disable CA5351 // The format is S3's.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        foreach (var segment in segments)
            hash.AppendData(segment.Span);
        return hash.GetHashAndReset();
    }

    public string Digest(ChecksumAlgorithm algorithm)
    {
        using var checksum = algorithm.Start();
        foreach (var segment in segments)
            checksum.Append(segment.Span);
        return Convert.ToBase64String(checksum.Finish());
    }
}
