namespace RedshiftEncryption.Source;

/// <summary>The part of a source file that becomes one object, and the header that is repeated before it.</summary>
/// <param name="Offset">Where the range begins, in bytes.</param>
/// <param name="Length">In bytes, without the header.</param>
/// <param name="HeaderLength">How many bytes of the file's beginning are repeated; 0 for none.</param>
internal sealed record SourceRange(long Offset, long Length, long HeaderLength)
{
    /// <summary>Whether a file can have it: records from elsewhere may say anything.</summary>
    public bool IsPossible =>
        Offset >= 0 && Length >= 0 && HeaderLength >= 0 && Offset <= long.MaxValue - Length && Length <= long.MaxValue - HeaderLength;
}
