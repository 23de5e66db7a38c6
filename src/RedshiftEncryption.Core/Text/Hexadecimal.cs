using System.Globalization;

namespace RedshiftEncryption.Text;

/// <summary>Formats bytes as hexadecimal digits in lower case.</summary>
internal static class Hexadecimal
{
    public static string Of(IEnumerable<byte> bytes) =>
        string.Concat(bytes.Select(static value => value.ToString("x2", CultureInfo.InvariantCulture)));
}
