namespace RedshiftEncryption.Storage;

/// <summary>Represents the keys and prefixes below a key prefix, up to the next slash, as in a folder.</summary>
/// <param name="Prefixes">Whole prefixes that end with a slash; each has keys that continue after it.</param>
/// <param name="Keys">Whole keys.</param>
internal sealed record KeyLevel(IReadOnlyList<string> Prefixes, IReadOnlyList<string> Keys);
