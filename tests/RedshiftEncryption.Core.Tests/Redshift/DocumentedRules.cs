namespace RedshiftEncryption.Tests.Redshift;

/// <summary>
/// What the documentation refuses, written down a second time and in another form than the builder's tables: as pairs that
/// do not go together, and as what something needs.
/// </summary>
internal sealed class DocumentedRules(string pairs, string needs)
{
    readonly List<(string Left, string Right)> excluded = Lines(pairs)
        .SelectMany(static line => line.Right.Select(right => (line.Left, right)))
        .ToList();
    readonly List<(string Left, string[] Right)> needed = Lines(needs);

    /// <summary>The authorization's page, which COPY and UNLOAD share.</summary>
    const string AuthorizationPairs = """
        IAM_ROLE: ACCESS_KEY_ID
        IAM_ROLE: SESSION_TOKEN
        CREDENTIALS: IAM_ROLE=default
        """;

    const string AuthorizationNeeds = """
        SESSION_TOKEN: ACCESS_KEY_ID
        statement: IAM_ROLE ACCESS_KEY_ID
        root_key_alone: ENCRYPTED
        """;

    public static readonly DocumentedRules Copy = new(
        AuthorizationPairs
            + "\n"
            + """
            FORMAT=CSV: FIXEDWIDTH REMOVEQUOTES ESCAPE
            FIXEDWIDTH: DELIMITER ESCAPE FORMAT=DELIMITED ENCODING=UTF16 ENCODING=UTF16LE ENCODING=UTF16BE ENCODING=ISO88591
            FORMAT=JSON: DELIMITER ESCAPE FILLRECORD FIXEDWIDTH IGNOREBLANKLINES NULL REMOVEQUOTES
            FORMAT=AVRO: DELIMITER ESCAPE FILLRECORD FIXEDWIDTH IGNOREBLANKLINES NULL REMOVEQUOTES
            FORMAT=SHAPEFILE: FIXEDWIDTH REMOVEQUOTES ESCAPE
            columnar: ACCESS_KEY_ID SESSION_TOKEN ENCRYPTED root_key_alone REGION compression QUOTE DELIMITER FIXEDWIDTH SIMPLIFY tolerance json avro
            columnar: ACCEPTANYDATE BLANKSASNULL DATEFORMAT EMPTYASNULL ENCODING ESCAPE IGNOREBLANKLINES IGNOREHEADER NULL REMOVEQUOTES ROUNDEC
            columnar: TIMEFORMAT TRIMBLANKS TRUNCATECOLUMNS COMPROWS COMPUPDATE IGNOREALLERRORS MAXERROR NOLOAD
            IGNOREALLERRORS: MAXERROR
            JOB: MANIFEST MAXERROR IGNOREALLERRORS ACCESS_KEY_ID CREDENTIALS IAM_ROLE=default
            """,
        AuthorizationNeeds
            + "\n"
            + """
            QUOTE: FORMAT=CSV
            FORMAT=FIXEDWIDTH: FIXEDWIDTH
            json: FORMAT=JSON
            avro: FORMAT=AVRO
            SIMPLIFY: FORMAT=SHAPEFILE
            tolerance: SIMPLIFY
            SERIALIZETOJSON: columnar
            AUTO: JOB
            """
    );

    public static readonly DocumentedRules Unload = new(
        AuthorizationPairs
            + "\n"
            + """
            FORMAT=CSV: FIXEDWIDTH ESCAPE ADDQUOTES
            FORMAT=PARQUET: DELIMITER FIXEDWIDTH ADDQUOTES ESCAPE NULL HEADER compression ENCRYPTED root_key_alone
            FORMAT=JSON: DELIMITER HEADER FIXEDWIDTH ADDQUOTES ESCAPE NULL
            FIXEDWIDTH: DELIMITER HEADER FORMAT=DELIMITED
            KMS_KEY_ID: CREDENTIALS ENCRYPTED root_key_alone ENCRYPTED_AUTO
            ENCRYPTED_AUTO: ENCRYPTED root_key_alone
            CLEANPATH: ALLOWOVERWRITE
            """,
        AuthorizationNeeds.Replace("root_key_alone: ENCRYPTED", "root_key_alone: never", StringComparison.Ordinal)
            + "\n"
            + """
            FORMAT=FIXEDWIDTH: FIXEDWIDTH
            INCLUDE: PARTITION_BY
            VERBOSE: MANIFEST
            ROWGROUPSIZE: FORMAT=PARQUET
            """
    );

    /// <summary>Whether Redshift refuses what is asked for.</summary>
    public bool Refuse<T>(IReadOnlyCollection<AskedOption<T>> asked) => Culprits(asked).Any();

    /// <summary>What is asked for, less what Redshift refuses; null where nothing is left to leave out.</summary>
    public IReadOnlyList<AskedOption<T>>? Repaired<T>(IReadOnlyList<AskedOption<T>> asked)
    {
        while (Culprits(asked).FirstOrDefault() is { } culprit)
        {
            if (string.Equals(culprit, "statement", StringComparison.Ordinal))
                return null;
            asked = [.. asked.Where(option => !Terms(option).Contains(culprit))];
        }
        return asked;
    }

    /// <summary>Names with an underscore for a space, names with values, and the documentation's groups.</summary>
    static IEnumerable<string> Terms<T>(AskedOption<T> option)
    {
        var name = option.Name.Replace(' ', '_');
        yield return name;
        yield return $"{name}={option.Value}";
        if (option.Name is "BZIP2" or "GZIP" or "LZOP" or "ZSTD")
            yield return "compression";
        if (option.Name is "FORMAT" && option.Value is "PARQUET" or "ORC")
            yield return "columnar";
    }

    IEnumerable<string> Culprits<T>(IReadOnlyCollection<AskedOption<T>> asked)
    {
        var terms = asked.SelectMany(Terms).Append("statement").ToHashSet(StringComparer.Ordinal);
        return excluded
            .Where(pair => terms.Contains(pair.Left) && terms.Contains(pair.Right))
            .Select(static pair => pair.Right)
            .Concat(needed.Where(need => terms.Contains(need.Left) && !need.Right.Any(terms.Contains)).Select(static need => need.Left));
    }

    static List<(string Left, string[] Right)> Lines(string text) =>
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(static line => line.Split(": "))
                .Select(static line => (line[0], line[1].Split(' '))),
        ];
}
