namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Reads COPY from S3 by the documentation's syntax, in any order of its parameters, without knowing the builder.</summary>
internal static class CopyParser
{
    /// <summary>Keywords alone.</summary>
    static readonly HashSet<string> Flags =
    [
        "MANIFEST",
        "ENCRYPTED",
        "BZIP2",
        "GZIP",
        "LZOP",
        "ZSTD",
        "ACCEPTANYDATE",
        "BLANKSASNULL",
        "EMPTYASNULL",
        "ESCAPE",
        "EXPLICIT_IDS",
        "FILLRECORD",
        "IGNOREBLANKLINES",
        "REMOVEQUOTES",
        "ROUNDEC",
        "TRIMBLANKS",
        "TRUNCATECOLUMNS",
        "IGNOREALLERRORS",
        "NOLOAD",
    ];

    /// <summary>Keywords with [AS] and a literal; NEWOPTION represents options that only -Option lines contain.</summary>
    static readonly HashSet<string> Literals =
    [
        "MASTER_SYMMETRIC_KEY",
        "REGION",
        "DELIMITER",
        "FIXEDWIDTH",
        "ACCEPTINVCHARS",
        "DATEFORMAT",
        "TIMEFORMAT",
        "NULL",
        "NEWOPTION",
    ];

    static readonly HashSet<string> Numbers = ["IGNOREHEADER", "COMPROWS", "MAXERROR"];

    static readonly Dictionary<string, string[]> Choices = new(StringComparer.Ordinal)
    {
        ["ENCODING"] = ["UTF8", "UTF16", "UTF16LE", "UTF16BE", "ISO88591"],
        ["COMPUPDATE"] = ["PRESET", "ON", "OFF"],
        ["STATUPDATE"] = ["ON", "OFF"],
    };

    public static SortedDictionary<string, string> Parse(string sql)
    {
        var reader = new TokenReader(sql);
        reader.Expect("COPY");
        var table = new List<string> { reader.Identifier() };
        while (reader.Skip("."))
            table.Add(reader.Identifier());
        reader.Fact("COPY", string.Join('\x1f', table));
        if (reader.Is("("))
            reader.Fact("columns", reader.IdentifierList());
        reader.Expect("FROM");
        reader.Fact("FROM", reader.Literal());
        AuthorizationParser.Read(reader);
        while (!reader.Is(";") && !reader.Is("JOB"))
            ReadParameter(reader, reader.Word());
        if (reader.Skip("JOB"))
        {
            reader.Expect("CREATE");
            reader.Fact("JOB CREATE", reader.Identifier());
            if (reader.Skip("AUTO"))
                reader.Fact("AUTO", OneOf(reader.Word(), ["ON", "OFF"]));
        }
        reader.End();
        return reader.Facts;
    }

    static void ReadParameter(TokenReader reader, string keyword)
    {
        if (string.Equals(keyword, "FORMAT", StringComparison.Ordinal))
        {
            reader.Skip("AS");
            ReadFormat(reader, reader.Word());
        }
        else if (Flags.Contains(keyword))
            reader.Fact(keyword, "");
        else if (Literals.Contains(keyword))
        {
            reader.Skip("AS");
            reader.Fact(keyword, reader.Literal());
        }
        else if (Numbers.Contains(keyword))
        {
            reader.Skip("AS");
            reader.Fact(keyword, reader.Number());
        }
        else
        {
            reader.Skip("AS");
            reader.Fact(keyword, OneOf(reader.Word(), Choices[keyword]));
        }
    }

    static void ReadFormat(TokenReader reader, string format)
    {
        reader.Fact("FORMAT", OneOf(format, ["CSV", "SHAPEFILE", "AVRO", "JSON", "PARQUET", "ORC"]));
        switch (format)
        {
            case "CSV" when reader.Skip("QUOTE"):
                reader.Skip("AS");
                reader.Fact("QUOTE", reader.Literal());
                break;
            case "SHAPEFILE" when reader.Skip("SIMPLIFY"):
                reader.Fact("SIMPLIFY", reader.Skip("AUTO") ? "AUTO" : "ALL");
                if (reader.IsNumber)
                    reader.Fact("tolerance", reader.Number());
                break;
            case "AVRO" or "JSON":
                reader.Skip("AS");
                reader.Fact("paths", reader.Literal());
                break;
            case "PARQUET" or "ORC" when reader.Skip("SERIALIZETOJSON"):
                reader.Fact("SERIALIZETOJSON", "");
                break;
        }
    }

    static string OneOf(string word, string[] words) =>
        words.Contains(word) ? word : throw new InvalidOperationException($"{word} is none of {string.Join(", ", words)}.");
}
