using System.Buffers;

namespace RedshiftEncryption.Compatibility;

/// <summary>Represents a set of bytes to search for, with the processor's vector instructions.</summary>
internal sealed class ByteSet(ReadOnlySpan<byte> values)
{
    readonly SearchValues<byte> values = SearchValues.Create(values);

    /// <summary>Returns the index of the first byte that is in the set; -1 for none.</summary>
    public int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(values);

    /// <summary>Returns how often a byte occurs.</summary>
    public static int Count(ReadOnlySpan<byte> bytes, byte value) => bytes.Count(value);
}
