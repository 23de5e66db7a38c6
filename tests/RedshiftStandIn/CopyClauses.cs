using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftStandIn;

/// <summary>What a COPY statement asks for. It knows the clauses of the tests and refuses all others.</summary>
sealed partial record CopyClauses(string Table, string From)
{
    public bool IsManifest { get; private set; }

    public bool IsGzip { get; private set; }

    public char Delimiter { get; private set; } = '|';

    public int IgnoreHeader { get; private set; }

    public int MaxError { get; private set; }

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
        return clauses;
    }

    void Read(string keyword, Queue<string> tokens)
    {
        switch (keyword)
        {
            case "IAM_ROLE":
                tokens.Dequeue();
                break;
            case "MANIFEST":
                IsManifest = true;
                break;
            case "GZIP":
                IsGzip = true;
                break;
            case "REGION":
                SkipAs(tokens);
                Literal(tokens);
                break;
            case "FORMAT":
                SkipAs(tokens);
                break;
            case "CSV":
                Delimiter = ',';
                break;
            case "DELIMITER":
                SkipAs(tokens);
                Delimiter = Literal(tokens)[0];
                break;
            case "IGNOREHEADER":
                SkipAs(tokens);
                IgnoreHeader = int.Parse(tokens.Dequeue(), CultureInfo.InvariantCulture);
                break;
            case "MAXERROR":
                SkipAs(tokens);
                MaxError = int.Parse(tokens.Dequeue(), CultureInfo.InvariantCulture);
                break;
            default:
                throw new StatementException($"The stand-in does not know the clause {keyword} of COPY.");
        }
    }

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

    static string Literal(Queue<string> tokens) =>
        tokens.Dequeue() is ['\'', .., '\''] literal
            ? literal[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : throw new StatementException("There is no literal where it belongs.");

    [GeneratedRegex("'(''|[^'])*'|\\([^)]*\\)|[^\\s';]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
