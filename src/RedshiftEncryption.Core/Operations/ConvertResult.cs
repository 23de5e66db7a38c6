namespace RedshiftEncryption.Operations;

/// <summary>Represents the result of a conversion.</summary>
/// <param name="Object">The record; null if the object is not client-side encrypted and was not changed.</param>
internal sealed record ConvertResult(ConvertedS3Object? Object)
{
    /// <summary>
    /// Gets the number of entries in a converted manifest for objects that are not among the converted ones.
    /// </summary>
    public int ForeignEntries { get; init; }
}
