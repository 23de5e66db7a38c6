using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Destination;

/// <summary>
/// How far an object is expanded: a few kilobytes can become a terabyte. Without a limit of the user's own, content that expands
/// as no real data does is refused, and space is left on the disk.
/// </summary>
internal sealed record ExpansionLimit
{
    const long GiB = 1024L * 1024 * 1024;

    /// <summary>The user's limit in bytes, in place of all others; null for none.</summary>
    public long? MaximumLength { get; init; }

    /// <summary>Expanded bytes for one that was read; text compresses to a twentieth at most.</summary>
    public int MaximumRatio { get; init; } = 200;

    /// <summary>So many expanded bytes are not held against the ratio.</summary>
    public long RatioStart { get; init; } = GiB;

    /// <summary>What stays free on the disk, in bytes: more than the most items at a time write between two questions.</summary>
    public long ReservedSpace { get; init; } = GiB;

    /// <summary>The disk is asked each time that so many bytes have been written.</summary>
    public long Interval { get; init; } = 8 * 1024 * 1024;

    /// <param name="address">The object.</param>
    /// <param name="availableSpace">Asks how many bytes the disk has left; null where that cannot be known.</param>
    /// <param name="read">The bytes of the object that were read.</param>
    /// <param name="written">The bytes that were written to the file.</param>
    /// <param name="count">How many are to be written next.</param>
    /// <exception cref="DestinationException">They are too many.</exception>
    public void ThrowIfExceeded(S3Address address, Func<long?> availableSpace, long read, long written, int count)
    {
        var length = written + count;
        if (MaximumLength is { } maximum)
        {
            if (length > maximum)
                throw TooLarge(address, $"it expands to more than the {maximum} bytes that -MaximumExpandedSize permits");
            return;
        }
        if (length > RatioStart && length > MaximumRatio * Math.Max(1, read))
            throw TooLarge(address, $"its first {read} bytes expand to {length}, more than {MaximumRatio} to 1");
        if (
            (written == 0 || written / Interval != length / Interval)
            && availableSpace() is { } available
            && available - count < ReservedSpace
        )
            throw TooLarge(
                address,
                $"after {written} expanded bytes the disk has {available} bytes left, of which {ReservedSpace} stay free"
            );
    }

    static DestinationException TooLarge(S3Address address, string reason) =>
        new(DestinationFault.ExpandedTooLarge, $"{address} was not received: {reason}.");
}
