using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the hashtable of an encryption context.</summary>
internal static class KeyContext
{
    /// <summary>Returns the names and the values as text.</summary>
    public static IReadOnlyDictionary<string, string> Of(Hashtable table)
    {
        var context = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
            context[Text(entry.Key)] = Text(entry.Value);
        return context;
    }

    static string Text(object? value) => (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) ?? "";
}
