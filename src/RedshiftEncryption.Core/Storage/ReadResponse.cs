using System.Globalization;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Storage;

/// <summary>
/// What a response says of the object, or the range of one, in its body. No server is believed: what does not fit the
/// request, or an earlier response of the same object, is an error that names the server and not the object.
/// </summary>
/// <param name="Address">What was asked for.</param>
/// <param name="Asked">Null for the whole object.</param>
/// <param name="Status">HTTP's status code.</param>
/// <param name="ContentRange">The header; null or empty for none.</param>
/// <param name="ContentLength">The header, in bytes; null for none, which is not 0.</param>
internal sealed record ReadResponse(S3Address Address, ContentRange? Asked, int Status, string? ContentRange, long? ContentLength)
{
    const int Whole = 200;
    const int Partial = 206;

    /// <summary>The whole object's length and the body's, in bytes.</summary>
    /// <exception cref="ObjectStoreException">The response is not one to this request.</exception>
    public (long ObjectLength, long BodyLength) Lengths() => Status == Partial && Asked is { } range ? OfRange(range) : OfWhole();

    /// <summary>The length of a whole object that a description tells.</summary>
    /// <exception cref="ObjectStoreException">It does not.</exception>
    public static long DescribedLength(S3Address address, long? contentLength) =>
        contentLength is >= 0 and var length
            ? length
            : throw Invalid(address, "it does not say how long the object is (no Content-Length)");

    /// <summary>Compares what a later response says of an object with what the first one said.</summary>
    /// <exception cref="ObjectStoreException">They are not of the same object.</exception>
    public static void ThrowIfAnother(S3Address address, ObjectDescription first, ObjectDescription later)
    {
        // A strong tag was the request's condition, so the server should have refused.
        if (EntityTag.IsStrong(first.ETag) && later.ETag is not null && !EntityTag.AreSame(first.ETag, later.ETag))
            throw Invalid(address, $"it has the ETag '{VisibleText.Of(later.ETag)}' where '{VisibleText.Of(first.ETag)}' was required");
        if (first.Length != later.Length)
            throw Invalid(address, $"it is part of an object of {later.Length} bytes, and an earlier one was part of {first.Length} bytes");
        if (EntityTag.IsStrong(first.ETag) && later.ETag is not null)
            return;
        if (
            Differ(first.ETag, later.ETag)
            || Differ(first.VersionId, later.VersionId)
            || (first.LastModifiedUtc is { } before && later.LastModifiedUtc is { } after && before != after)
        )
            throw new ObjectStoreException(ObjectStoreFault.ObjectChanged, $"{address} was replaced while it was read.");
    }

    public static ObjectStoreException Invalid(S3Address address, string reason, Exception? innerException = null) =>
        new(ObjectStoreFault.InvalidResponse, $"The server's response for {address} is wrong: {reason}.", innerException);

    (long ObjectLength, long BodyLength) OfRange(ContentRange asked)
    {
        if (!TryParse(ContentRange, out var start, out var end, out var total))
            throw Wrong($"its Content-Range '{VisibleText.Of(ContentRange ?? "")}' does not tell which bytes it has, and of how many");
        if (start != asked.Start || end != Math.Min(asked.Start + asked.Length, total) - 1)
            throw Wrong(
                $"it has bytes {start} to {end} of {total}, where {asked.Start} to {asked.Start + asked.Length - 1} were asked for"
            );
        var length = end - start + 1;
        return ContentLength is null || ContentLength == length
            ? (total, length)
            : throw Wrong($"its body has {ContentLength} bytes, where its Content-Range says {length}");
    }

    /// <summary>A server may answer a range by the whole object, where the range covers it.</summary>
    (long ObjectLength, long BodyLength) OfWhole()
    {
        if (Status != Whole)
            throw Wrong($"its status is {Status}");
        if (Asked is { Start: > 0 })
            throw Wrong("it has the whole object, where a range was asked for");
        var length = DescribedLength(Address, ContentLength);
        return Asked is null || length <= Asked.Value.Length
            ? (length, length)
            : throw Wrong($"it has the whole object of {length} bytes, where the first {Asked.Value.Length} were asked for");
    }

    ObjectStoreException Wrong(string reason) => Invalid(Address, reason);

    static bool Differ(string? left, string? right) =>
        left is not null && right is not null && !string.Equals(left, right, StringComparison.Ordinal);

    /// <summary>Reads <c>bytes 0-15/1234</c>.</summary>
    static bool TryParse(string? header, out long start, out long end, out long total)
    {
        const string Unit = "bytes ";
        (start, end, total) = (0, 0, 0);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
            return false;
        var dash = header.IndexOf('-');
        var slash = header.IndexOf('/');
        return dash > 0
            && slash > dash
            && TryParse(header.AsSpan(Unit.Length, dash - Unit.Length), out start)
            && TryParse(header.AsSpan(dash + 1, slash - dash - 1), out end)
            && TryParse(header.AsSpan(slash + 1), out total)
            && start <= end
            && end < total;
    }

    static bool TryParse(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
