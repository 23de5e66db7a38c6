namespace RedshiftEncryption.Operations;

/// <summary>What became of an object.</summary>
/// <param name="Object">The record; null where the object is not client-side encrypted and was left as it is.</param>
internal sealed record ConvertResult(ConvertedS3Object? Object)
{
    /// <summary>How many entries of a converted manifest name objects that are not among those that are converted.</summary>
    public int ForeignEntries { get; init; }
}
