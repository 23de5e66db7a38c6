using System.Globalization;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>Converts the names and values of a hashtable to text as PowerShell does, independent of the culture.</summary>
internal static class InvariantText
{
    public static string Of(object? value) =>
        (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) ?? "";
}
