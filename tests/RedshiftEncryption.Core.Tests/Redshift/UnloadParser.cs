namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Reads UNLOAD by the documentation's syntax, in any order of its options, without knowing the builder.</summary>
internal static class UnloadParser
{
    static readonly HashSet<string> Flags = ["HEADER", "BZIP2", "GZIP", "ZSTD", "ADDQUOTES", "ESCAPE", "ALLOWOVERWRITE", "CLEANPATH"];

    static readonly HashSet<string> Literals =
    [
        "DELIMITER",
        "FIXEDWIDTH",
        "KMS_KEY_ID",
        "MASTER_SYMMETRIC_KEY",
        "NULL",
        "REGION",
        "EXTENSION",
    ];

    public static SortedDictionary<string, string> Parse(string sql)
    {
        var reader = new TokenReader(sql);
        reader.Expect("UNLOAD", "(");
        reader.Fact("UNLOAD", reader.Literal());
        reader.Expect(")", "TO");
        reader.Fact("TO", reader.Literal());
        AuthorizationParser.Read(reader);
        while (!reader.Is(";"))
            ReadOption(reader, reader.Word());
        reader.End();
        return reader.Facts;
    }

    static void ReadOption(TokenReader reader, string keyword)
    {
        switch (keyword)
        {
            case "FORMAT":
                reader.Skip("AS");
                reader.Fact(keyword, reader.Word());
                break;
            case "PARTITION":
                reader.Expect("BY");
                reader.Fact("PARTITION BY", reader.IdentifierList());
                if (reader.Skip("INCLUDE"))
                    reader.Fact("INCLUDE", "");
                break;
            case "MANIFEST":
                reader.Fact(keyword, reader.Skip("VERBOSE") ? "VERBOSE" : "");
                break;
            case "ENCRYPTED":
                reader.Fact(keyword, reader.Skip("AUTO") ? "AUTO" : "");
                break;
            case "PARALLEL":
                reader.Fact(keyword, reader.Word());
                break;
            case "MAXFILESIZE" or "ROWGROUPSIZE":
                reader.Skip("AS");
                reader.Fact(keyword, $"{reader.Number()} {reader.Word()}");
                break;
            case var flag when Flags.Contains(flag):
                reader.Fact(flag, "");
                break;
            case var literal when Literals.Contains(literal):
                reader.Skip("AS");
                reader.Fact(literal, reader.Literal());
                break;
            default:
                throw new InvalidOperationException($"{keyword} is no option of UNLOAD.");
        }
    }
}
