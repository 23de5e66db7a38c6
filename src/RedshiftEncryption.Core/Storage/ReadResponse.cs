using System.Globalization;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Storage;

/// <summary>
/// Checks what a response reports about the object or range in its body. Servers are not trusted: a mismatch with the
/// request, or with an earlier response for the same object, is an error that blames the server and not the object.
/// </summary>
/// <param name="Address">The requested object.</param>
/// <param name="Asked">The requested range; null for the whole object.</param>
/// <param name="Status">The HTTP status code.</param>
/// <param name="ContentRange">The Content-Range header; null or empty for none.</param>
/// <param name="ContentLength">The Content-Length header, in bytes; null for none, which differs from 0.</param>
internal sealed record ReadResponse(S3Address Address, ContentRange? Asked, int Status, string? ContentRange, long? ContentLength)
{
    const int Whole = 200;
    const int Partial = 206;

    /// <summary>Gets the lengths of the whole object and of the body, in bytes.</summary>
    /// <exception cref="ObjectStoreException">The response does not match the request.</exception>
    public (long ObjectLength, long BodyLength) Lengths() => Status == Partial && Asked is { } range ? OfRange(range) : OfWhole();

    /// <summary>Gets the length of a whole object from a description.</summary>
    /// <exception cref="ObjectStoreException">The response does not contain the length.</exception>
    public static long DescribedLength(S3Address address, long? contentLength) =>
        contentLength is >= 0 and var length
            ? length
            : throw Invalid(address, "it does not contain the length of the object (no Content-Length)");

    /// <summary>Compares a later response for an object with the first one.</summary>
    /// <exception cref="ObjectStoreException">The responses are not for the same object.</exception>
    public static void ThrowIfAnother(S3Address address, ObjectDescription first, ObjectDescription later)
    {
        // A strong ETag was a condition of the request, so the server should have refused it.
        if (EntityTag.IsStrong(first.ETag) && later.ETag is not null && !EntityTag.AreSame(first.ETag, later.ETag))
            throw Invalid(address, $"its ETag is '{VisibleText.Of(later.ETag)}', but '{VisibleText.Of(first.ETag)}' was required");
        if (first.Length != later.Length)
            throw Invalid(
                address,
                $"it is for an object of {later.Length} bytes, but an earlier response was for an object of {first.Length} bytes"
            );
        if (EntityTag.IsStrong(first.ETag) && later.ETag is not null)
            return;
        if (
            Differ(first.ETag, later.ETag)
            || Differ(first.VersionId, later.VersionId)
            || (first.LastModifiedUtc is { } before && later.LastModifiedUtc is { } after && before != after)
        )
            throw new ObjectStoreException(ObjectStoreFault.ObjectChanged, $"{address} was overwritten while it was read.");
    }

    public static ObjectStoreException Invalid(S3Address address, string reason, Exception? innerException = null) =>
        new(ObjectStoreFault.InvalidResponse, $"The server's response for {address} is not valid: {reason}.", innerException);

    (long ObjectLength, long BodyLength) OfRange(ContentRange asked)
    {
        if (!TryParse(ContentRange, out var start, out var end, out var total))
            throw Wrong($"its Content-Range '{VisibleText.Of(ContentRange ?? "")}' does not specify the range and the total length");
        if (start != asked.Start || end != Math.Min(asked.Start + asked.Length, total) - 1)
            throw Wrong(
                $"it contains bytes {start} to {end} of {total}, but {asked.Start} to {asked.Start + asked.Length - 1} were requested"
            );
        var length = end - start + 1;
        return ContentLength is null || ContentLength == length
            ? (total, length)
            : throw Wrong($"its body has {ContentLength} bytes, but its Content-Range specifies {length}");
    }

    /// <summary>Gets the lengths for a whole object, with which a server may respond to a range that covers it.</summary>
    (long ObjectLength, long BodyLength) OfWhole()
    {
        if (Status != Whole)
            throw Wrong($"its status is {Status}");
        if (Asked is { Start: > 0 })
            throw Wrong("it contains the whole object, but a range was requested");
        var length = DescribedLength(Address, ContentLength);
        return Asked is null || length <= Asked.Value.Length
            ? (length, length)
            : throw Wrong($"it contains the whole object of {length} bytes, but the first {Asked.Value.Length} were requested");
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
