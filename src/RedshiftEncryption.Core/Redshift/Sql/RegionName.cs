using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Validates an AWS region by its form, so that new regions do not require a new version of this module.</summary>
internal static class RegionName
{
    static readonly Regex Form = new(
        @"^[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    /// <exception cref="InvalidCopyOptionException">The text is not an AWS region.</exception>
    public static string Literal(string region) =>
        Form.IsMatch(region)
            ? SqlLiteral.Quote(region)
            : throw new InvalidCopyOptionException($"'{region}' is not an AWS region. Specify a region such as eu-central-1.");
}
