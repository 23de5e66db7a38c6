namespace RedshiftEncryption.Storage;

/// <summary>What is below a key prefix up to the next slash, as in a folder.</summary>
/// <param name="Prefixes">Whole prefixes that end in a slash, for the keys that go on behind it.</param>
/// <param name="Keys">Whole keys.</param>
internal sealed record KeyLevel(IReadOnlyList<string> Prefixes, IReadOnlyList<string> Keys);
