using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Destination;

/// <summary>
/// Limits the expansion of an object, because a few kilobytes can become a terabyte. Without a limit from the user, content
/// that expands more than real data does is rejected, and some disk space is kept free.
/// </summary>
internal sealed record ExpansionLimit
{
    const long GiB = 1024L * 1024 * 1024;

    /// <summary>Gets the user's limit in bytes, which replaces all other limits; null for none.</summary>
    public long? MaximumLength { get; init; }

    /// <summary>
    /// Gets the maximum number of expanded bytes per byte that was read. Text compresses to a twentieth at most.
    /// </summary>
    public int MaximumRatio { get; init; } = 200;

    /// <summary>Gets the number of expanded bytes up to which the ratio does not apply.</summary>
    public long RatioStart { get; init; } = GiB;

    /// <summary>
    /// Gets the disk space to keep free, in bytes. It is more than all concurrent items can write between two checks.
    /// </summary>
    public long ReservedSpace { get; init; } = GiB;

    /// <summary>Gets the number of bytes to write between checks of the disk space.</summary>
    public long Interval { get; init; } = 8 * 1024 * 1024;

    /// <summary>Checks the limits before bytes are written.</summary>
    /// <param name="address">The object, for messages.</param>
    /// <param name="availableSpace">Returns the free disk space in bytes; null if it cannot be determined.</param>
    /// <param name="read">The number of bytes of the object that were read.</param>
    /// <param name="written">The number of bytes that were written to the file.</param>
    /// <param name="count">The number of bytes to write next.</param>
    /// <exception cref="DestinationException">The object would exceed a limit.</exception>
    public void ThrowIfExceeded(S3Address address, Func<long?> availableSpace, long read, long written, int count)
    {
        var length = written + count;
        if (MaximumLength is { } maximum)
        {
            if (length > maximum)
                throw TooLarge(address, $"it expands to more than the {maximum} bytes that -MaximumExpandedSize allows");
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
                $"after {written} expanded bytes, the disk has {available} bytes left, and {ReservedSpace} bytes must stay free"
            );
    }

    static DestinationException TooLarge(S3Address address, string reason) =>
        new(DestinationFault.ExpandedTooLarge, $"{address} was not received: {reason}.");
}
