using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>An AWS region, known by its form: new ones need no new version of this module.</summary>
internal static class RegionName
{
    static readonly Regex Form = new(
        @"^[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    /// <exception cref="InvalidCopyOptionException">It is none.</exception>
    public static string Literal(string region) =>
        Form.IsMatch(region)
            ? SqlLiteral.Quote(region)
            : throw new InvalidCopyOptionException($"'{region}' is no AWS region; one looks like eu-central-1.");
}
