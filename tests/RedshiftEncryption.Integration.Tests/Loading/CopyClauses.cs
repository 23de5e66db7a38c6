using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Integration.Loading;

/// <summary>What a COPY statement asks for, read from its text alone. It knows the clauses of these tests and refuses all others.</summary>
internal sealed partial record CopyClauses(string Table, string From)
{
    public bool IsManifest { get; private set; }

    public bool IsEncrypted { get; private set; }

    /// <summary>The root key, in base64.</summary>
    public string? RootKey { get; private set; }

    public bool IsCsv { get; private set; }

    /// <summary>Gets the program that decompresses the objects.</summary>
    public string? Unpacker { get; private set; }

    public int IgnoreHeader { get; private set; }

    /// <exception cref="LoadException">Redshift would refuse the statement, or a clause is none of these tests.</exception>
    public static CopyClauses Parse(string statement)
    {
        var tokens = new Queue<string>(Token().Matches(statement.TrimEnd(';')).Select(static match => match.Value));
        Expect(tokens, "COPY");
        var table = tokens.Dequeue();
        Expect(tokens, "FROM");
        var clauses = new CopyClauses(table, Literal(tokens));
        while (tokens.Count > 0)
            clauses.Read(tokens.Dequeue(), tokens);
        if (!clauses.IsManifest || !clauses.IsCsv)
            throw new LoadException("These tests load CSV by manifest.");
        if (clauses.IsEncrypted != clauses.RootKey is not null)
            throw new LoadException("ENCRYPTED and MASTER_SYMMETRIC_KEY go together.");
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
                IsCsv = true;
                break;
            case "CSV":
                IsCsv = true;
                break;
            case "GZIP":
                Unpacker = "gzip";
                break;
            case "ZSTD":
                Unpacker = "zstd";
                break;
            case "IGNOREHEADER":
                SkipAs(tokens);
                IgnoreHeader = int.Parse(tokens.Dequeue(), CultureInfo.InvariantCulture);
                break;
            default:
                throw new LoadException($"{keyword} is no clause that these tests know.");
        }
    }

    static void Expect(Queue<string> tokens, string keyword)
    {
        if (!string.Equals(tokens.Dequeue(), keyword, StringComparison.Ordinal))
            throw new LoadException($"There is no {keyword} where it belongs.");
    }

    static void SkipAs(Queue<string> tokens)
    {
        if (tokens.Peek() is "AS")
            tokens.Dequeue();
    }

    static string Literal(Queue<string> tokens)
    {
        var token = tokens.Dequeue();
        return token is ['\'', .., '\'']
            ? token[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : throw new LoadException($"{token} is no literal.");
    }

    [GeneratedRegex("'(''|[^'])*'|[^\\s']+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
