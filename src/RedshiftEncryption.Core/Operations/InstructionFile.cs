namespace RedshiftEncryption;

/// <summary>A second object that holds the envelope of a first.</summary>
internal static class InstructionFile
{
    /// <summary>By what Java and Ruby, and by what .NET V1 adds to a key.</summary>
    static readonly string[] Suffixes = [".instruction", "INSTRUCTION_SUFFIX"];

    /// <summary>An object's instruction file, if there is one: up to two requests.</summary>
    public static async Task<ObjectAddress?> FindAsync(IObjectStore store, ObjectAddress address, CancellationToken cancellationToken)
    {
        foreach (var suffix in Suffixes)
        {
            var instructions = new ObjectAddress(address.BucketName, address.Key + suffix);
            if (await store.FindAsync(instructions, cancellationToken).ConfigureAwait(false) is not null)
                return instructions;
        }
        return null;
    }

    /// <summary>The key of the object whose instruction file this key would be; null where it would be none.</summary>
    public static string? OwnerOf(string key) =>
        Array.Find(Suffixes, suffix => key.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix ? key.Substring(0, key.Length - suffix.Length) : null;
}
