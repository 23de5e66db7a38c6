using System.Globalization;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Formats a FIXEDWIDTH specification: labels and widths in column order, such as <c>name:20,price:8</c>.</summary>
internal static class FixedWidthSpec
{
    /// <exception cref="InvalidCopyOptionException">The text is not a FIXEDWIDTH specification.</exception>
    public static string Literal(string spec)
    {
        foreach (var column in spec.Split(','))
        {
            var colon = column.LastIndexOf(':');
            if (
                colon < 1
                || column.IndexOf(':') != colon
                || column.Substring(0, colon).Trim().Length == 0
                || column.Any(char.IsControl)
                || !IsWidth(column.Substring(colon + 1))
            )
                throw new InvalidCopyOptionException(
                    $"'{spec}' is not a FIXEDWIDTH specification. Specify a label and a width for each column, such as name:20,price:8."
                );
        }
        return SqlLiteral.Quote(spec);
    }

    static bool IsWidth(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var width)
        && width > 0;
}
