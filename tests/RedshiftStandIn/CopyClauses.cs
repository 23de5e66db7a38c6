using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftStandIn;

/// <summary>
/// What a COPY statement asks for, read from its text alone. It knows the clauses of the tests and refuses all others. Both
/// stand-ins for COPY use it: this program, and the tests that load with other people's tools.
/// </summary>
sealed partial record CopyClauses(string Table, string From)
{
    public bool IsManifest { get; private set; }

    public bool IsEncrypted { get; private set; }

    /// <summary>The root key, in base64.</summary>
    public string? RootKey { get; private set; }

    public bool IsCsv { get; private set; }

    public char Delimiter { get; private set; } = '|';

    /// <summary>The program that decompresses the objects; null for none.</summary>
    public string? Unpacker { get; private set; }

    public int IgnoreHeader { get; private set; }

    public int MaxError { get; private set; }

    /// <exception cref="StatementException">Redshift would refuse the statement, or a clause is none of the tests.</exception>
    public static CopyClauses Parse(string statement)
    {
        var tokens = new Queue<string>(Token().Matches(statement).Select(static match => match.Value));
        Expect(tokens, "COPY");
        var table = tokens.Dequeue();
        if (tokens.Peek().StartsWith('('))
            table += tokens.Dequeue();
        Expect(tokens, "FROM");
        var clauses = new CopyClauses(table, Literal(tokens));
        while (tokens.Count > 0)
            clauses.Read(tokens.Dequeue(), tokens);
        if (clauses.IsEncrypted != clauses.RootKey is not null)
            throw new StatementException("ENCRYPTED and MASTER_SYMMETRIC_KEY go together.");
        return clauses;
    }

    void Read(string keyword, Queue<string> tokens)
    {
        switch (keyword)
        {
            case "IAM_ROLE":
                tokens.Dequeue();
                break;
            case "MASTER_SYMMETRIC_KEY":
                RootKey = Literal(tokens);
                break;
            case "MANIFEST":
                IsManifest = true;
                break;
            case "ENCRYPTED":
                IsEncrypted = true;
                break;
            case "REGION":
                SkipAs(tokens);
                Literal(tokens);
                break;
            case "FORMAT":
                SkipAs(tokens);
                Expect(tokens, "CSV");
                SetCsv();
                break;
            case "CSV":
                SetCsv();
                break;
            case "DELIMITER":
                SkipAs(tokens);
                Delimiter = Literal(tokens)[0];
                break;
            case "GZIP":
                Unpacker = "gzip";
                break;
            case "ZSTD":
                Unpacker = "zstd";
                break;
            case "IGNOREHEADER":
                IgnoreHeader = Number(tokens);
                break;
            case "MAXERROR":
                MaxError = Number(tokens);
                break;
            default:
                throw new StatementException($"{keyword} is not a clause that the stand-ins know.");
        }
    }

    void SetCsv() => (IsCsv, Delimiter) = (true, ',');

    static void Expect(Queue<string> tokens, string keyword)
    {
        if (!tokens.Dequeue().Equals(keyword, StringComparison.Ordinal))
            throw new StatementException($"There is no {keyword} where it belongs.");
    }

    static void SkipAs(Queue<string> tokens)
    {
        if (tokens.Peek() is "AS")
            tokens.Dequeue();
    }

    static int Number(Queue<string> tokens)
    {
        SkipAs(tokens);
        return int.Parse(tokens.Dequeue(), CultureInfo.InvariantCulture);
    }

    static string Literal(Queue<string> tokens)
    {
        var token = tokens.Dequeue();
        return token is ['\'', .., '\'']
            ? token[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : throw new StatementException($"{token} is not a literal.");
    }

    [GeneratedRegex("'(''|[^'])*'|\\([^)]*\\)|[^\\s';]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
