using System.Collections;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the hashtable of an encryption context.</summary>
internal static class KeyContext
{
    /// <summary>Returns the names and the values as text.</summary>
    public static IReadOnlyDictionary<string, string> Of(Hashtable table)
    {
        var context = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
            context[InvariantText.Of(entry.Key)] = InvariantText.Of(entry.Value);
        return context;
    }
}
