namespace RedshiftEncryption.Text;

/// <summary>
/// Parses the names of enumerations from documents. Numbers, other letter case and spaces, which .NET accepts, are refused.
/// </summary>
internal static class EnumName
{
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum => Enum.TryParse(text, out value) && string.Equals(value.ToString(), text, StringComparison.Ordinal);
}
