namespace RedshiftEncryption;

/// <summary>What became of an object.</summary>
/// <param name="Object">The record; null where the object is not client-side encrypted and was left as it is.</param>
internal sealed record ConvertResult(ConvertedS3Object? Object)
{
    /// <summary>URLs of a converted manifest that lead to where nothing was converted from, and stay as they are.</summary>
    public IReadOnlyList<string> ForeignUrls { get; init; } = [];
}
