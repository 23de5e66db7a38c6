using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftEncryption;

/// <summary>Writes COPY from S3: one clause a line, keywords in upper case, in the documentation's order.</summary>
internal static class CopyStatementBuilder
{
    /// <summary>The clause that the key is put behind when the statement is rendered, so that no text here ever holds it.</summary>
    public const string RootKeyClause = "MASTER_SYMMETRIC_KEY";

    static readonly Regex RegionName = new(@"^[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <exception cref="InvalidCopyOptionException">Redshift would refuse the statement, or a part of it could break out of its place.</exception>
    public static CopyStatement Build(CopyRequest request)
    {
        if (request.RootKey is not null && !request.Encrypted)
            throw new InvalidCopyOptionException("The objects are not client-side encrypted: COPY reads server-side encryption by itself, and refuses ENCRYPTED and a root key for it. Leave -RootKey out.");
        var clauses = new List<string>
        {
            $"COPY {SqlIdentifier.Table(request.Table)}{ColumnList(request.Columns)}",
            $"FROM {SqlLiteral.Quote(request.Source.Uri.ToString())}",
            IamRole.Clause(request.IamRole),
        };
        if (request.Encrypted)
            clauses.Add(RootKeyClause);
        if (request.Source.IsManifest)
            clauses.Add("MANIFEST");
        if (request.Encrypted)
            clauses.Add("ENCRYPTED");
        if (request.Region is not null)
            clauses.Add($"REGION AS {SqlLiteral.Quote(Region(request.Region))}");
        clauses.AddRange(FormatClauses(request));
        if (request.Compression != CopyCompression.None)
            clauses.Add(request.Compression.ToString().ToUpperInvariant());
        if (request.IgnoreHeader > 0)
            clauses.Add($"IGNOREHEADER AS {request.IgnoreHeader.ToString(CultureInfo.InvariantCulture)}");
        clauses.AddRange(request.Options.Select(CopyOptionLine.Parse));
        return new CopyStatement(request, clauses);
    }

    static string ColumnList(IReadOnlyList<string> columns) =>
        columns.Count == 0 ? "" : $" ({string.Join(", ", columns.Select(SqlIdentifier.Column))})";

    static IEnumerable<string> FormatClauses(CopyRequest request)
    {
        if (request.Format == CopyFormat.Json)
        {
            if (request.Delimiter is not null)
                throw new InvalidCopyOptionException("COPY takes no DELIMITER with JSON.");
            yield return $"FORMAT AS JSON {SqlLiteral.Quote(JsonOption(request.JsonOption ?? "auto"))}";
            yield break;
        }
        if (request.JsonOption is not null)
            throw new InvalidCopyOptionException("A JSON option goes with FORMAT AS JSON alone: add -Format Json.");
        if (request.Format == CopyFormat.Csv)
            yield return "FORMAT AS CSV";
        if (request.Delimiter is not null)
            yield return $"DELIMITER AS {CopyDelimiter.Literal(request.Delimiter)}";
    }

    static string JsonOption(string option) =>
        option is "auto" or "auto ignorecase" or "noshred" ? option : S3Uri.Parse(option).ToString();

    static string Region(string region) =>
        RegionName.IsMatch(region) ? region : throw new InvalidCopyOptionException($"'{region}' is no AWS region; one looks like eu-central-1.");
}
