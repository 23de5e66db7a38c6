using System.Globalization;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Copy;

/// <summary>
/// Defines the options of COPY from S3, in the order of the documentation, and the combinations that Redshift rejects.
/// </summary>
/// <remarks>
/// From the pages "COPY", "COPY from Amazon S3", "Data format parameters", "File compression parameters", "Data conversion
/// parameters", "Data load operations", "COPY from columnar data formats" and "COPY JOB" of the Redshift Database
/// Developer Guide.
/// </remarks>
internal static class CopyGrammar
{
    const string Command = "COPY";
    const string Ssh = "SSH";
    const string Json = "JSON";
    const string Avro = "AVRO";
    const string Csv = "CSV";
    const string FixedWidth = "FIXEDWIDTH";
    const string Shapefile = "SHAPEFILE";
    const string Parquet = "PARQUET";
    const string Orc = "ORC";
    const string JobCreate = "JOB CREATE";

    /// <summary>The term for the default format where it is explicitly specified, which excludes other formats.</summary>
    const string Delimited = "-Format Delimited";

    const string FixedWidthFormat = "-Format FixedWidth";
    const string OtherEncoding = "ENCODING but UTF8";

    static readonly string[] Compressions = [.. FileFormat.CopyCompressions.Select(static format => format.Keyword!)];

    static readonly StatementOption<CopyRequest>[] Options =
    [
        .. AuthorizationOptions.Options<CopyRequest>(),
        AuthorizationOptions.RootKeyOption<CopyRequest>(),
        Flag("MANIFEST", static request => request.Source.IsManifest),
        Flag("ENCRYPTED", static request => request.Encrypted),
        Text("REGION", static request => request.Region, RegionName.Literal, "REGION AS"),
        Flag(Ssh, static request => request.Source.IsSsh),
        Unwritten(Delimited, static request => request.Format == CopyFormat.Delimited),
        Unwritten(FixedWidthFormat, static request => request.Format == CopyFormat.FixedWidth),
        Format(CopyFormat.Csv, Csv),
        Text("QUOTE", static request => request.Quote, static quote => CopyDelimiter.Single(quote, "QUOTE"), "QUOTE AS"),
        Text("DELIMITER", static request => request.Delimiter, CopyDelimiter.Literal, "DELIMITER AS"),
        Text(FixedWidth, static request => request.FixedWidth, FixedWidthSpec.Literal),
        Format(CopyFormat.Shapefile, Shapefile),
        new("SIMPLIFY", static request => request.Simplify is not null, static request => new StatementClause(Simplify(request))),
        Unwritten("-SimplifyTolerance", static request => request.SimplifyTolerance is not null),
        Format(CopyFormat.Avro, Avro, static request => JsonPaths(request.AvroOption ?? "auto", noshred: false)),
        Unwritten("-AvroOption", static request => request.AvroOption is not null),
        Format(CopyFormat.Json, Json, static request => JsonPaths(request.JsonOption ?? "auto", noshred: true)),
        Unwritten("-JsonOption", static request => request.JsonOption is not null),
        Format(CopyFormat.Parquet, Parquet),
        Format(CopyFormat.Orc, Orc),
        Flag("SERIALIZETOJSON", static request => request.SerializeToJson),
        .. FileFormat.CopyCompressions.Select(static format => Flag(format.Keyword!, request => request.Compression == format.Compression)),
        Flag("ACCEPTANYDATE", static request => request.AcceptAnyDate),
        Text(
            "ACCEPTINVCHARS",
            static request => request.AcceptInvChars,
            static character => CopyDelimiter.Single(character, "ACCEPTINVCHARS"),
            "ACCEPTINVCHARS AS"
        ),
        Flag("BLANKSASNULL", static request => request.BlanksAsNull),
        Text("DATEFORMAT", static request => request.DateFormat, SqlLiteral.Quote, "DATEFORMAT AS"),
        Flag("EMPTYASNULL", static request => request.EmptyAsNull),
        StatementOption<CopyRequest>.Word("ENCODING", static request => request.Encoding, "ENCODING AS"),
        Unwritten(OtherEncoding, static request => request.Encoding is not (null or CopyEncoding.Utf8)),
        Flag("ESCAPE", static request => request.Escape),
        Flag("EXPLICIT_IDS", static request => request.ExplicitIds),
        Flag("FILLRECORD", static request => request.FillRecord),
        Flag("IGNOREBLANKLINES", static request => request.IgnoreBlankLines),
        Number(
            "IGNOREHEADER",
            static request => request.IgnoreHeader == 0 ? null : request.IgnoreHeader,
            1,
            int.MaxValue,
            "IGNOREHEADER AS"
        ),
        Text("NULL AS", static request => request.NullAs, NullText.Literal),
        Flag("REMOVEQUOTES", static request => request.RemoveQuotes),
        Flag("ROUNDEC", static request => request.RoundEc),
        Text("TIMEFORMAT", static request => request.TimeFormat, SqlLiteral.Quote, "TIMEFORMAT AS"),
        Flag("TRIMBLANKS", static request => request.TrimBlanks),
        Flag("TRUNCATECOLUMNS", static request => request.TruncateColumns),
        Number("COMPROWS", static request => request.CompRows, 1000, int.MaxValue),
        StatementOption<CopyRequest>.Word("COMPUPDATE", static request => request.CompUpdate),
        Flag("IGNOREALLERRORS", static request => request.IgnoreAllErrors),
        Number("MAXERROR", static request => request.MaxError, 0, 100_000, "MAXERROR AS"),
        Flag("NOLOAD", static request => request.NoLoad),
        StatementOption<CopyRequest>.Word("STATUPDATE", static request => request.StatUpdate),
        new(
            "-Option",
            static request => request.Options.Count > 0,
            static request => new StatementClause(string.Join("\n", request.Options.Select(CopyOptionLine.Parse))) { HasLines = true }
        ),
        Text(JobCreate, static request => request.JobName, SqlIdentifier.Job),
        StatementOption<CopyRequest>.Word("AUTO", static request => request.AutoRun),
    ];

    static readonly StatementRule[] Rules =
    [
        .. AuthorizationOptions.Rules(Command),
        .. OverSsh(),
        StatementRule.Needs(
            AuthorizationOptions.RootKey,
            ["ENCRYPTED"],
            "the objects are not client-side encrypted. "
                + "COPY reads server-side encryption without a root key, and rejects one. Omit -RootKey"
        ),
        StatementRule.Excludes(Csv, [FixedWidth, "REMOVEQUOTES", "ESCAPE"], "CSV has its own rules for delimiters and quotation marks"),
        StatementRule.Needs("QUOTE", [Csv], "only CSV has a configurable quotation mark. Specify -Format Csv"),
        StatementRule.Excludes(FixedWidth, ["DELIMITER", "ESCAPE", Delimited], "fixed-width fields have neither a delimiter nor escapes"),
        StatementRule.Excludes(FixedWidth, [OtherEncoding], "fixed-width files must be UTF-8"),
        StatementRule.Needs(FixedWidthFormat, [FixedWidth], "COPY needs the widths. Specify -FixedWidth"),
        .. new[] { Json, Avro }.Select(static format =>
            StatementRule.Excludes(
                format,
                ["DELIMITER", "ESCAPE", "FILLRECORD", FixedWidth, "IGNOREBLANKLINES", "NULL AS", "REMOVEQUOTES"],
                $"{format} data does not consist of lines of text fields"
            )
        ),
        StatementRule.Needs("-JsonOption", [Json], "it applies only to JSON. Specify -Format Json"),
        StatementRule.Needs("-AvroOption", [Avro], "it applies only to Avro. Specify -Format Avro"),
        StatementRule.Excludes(Shapefile, [FixedWidth, "REMOVEQUOTES", "ESCAPE"], "a shapefile has no text fields"),
        StatementRule.Needs(
            "SIMPLIFY",
            [Shapefile],
            "only a shapefile contains geometries that can be simplified. Specify -Format Shapefile"
        ),
        StatementRule.Needs("-SimplifyTolerance", ["SIMPLIFY"], "it is the tolerance of the simplification. Specify -Simplify"),
        .. new[] { Parquet, Orc }.SelectMany(Columnar),
        StatementRule.Needs(
            "SERIALIZETOJSON",
            [Parquet, Orc],
            "only columnar files have nested columns to serialize. Specify -Format Parquet or -Format Orc"
        ),
        StatementRule.Excludes("IGNOREALLERRORS", ["MAXERROR"], "COPY counts no errors when it ignores all of them"),
        StatementRule.Needs("AUTO", [JobCreate], "it controls whether a job runs automatically. Specify -JobName"),
        StatementRule.Excludes(JobCreate, ["MANIFEST"], "a job monitors a path in S3 for new files"),
        StatementRule.Excludes(JobCreate, ["MAXERROR", "IGNOREALLERRORS"], "a job does not load a file partially"),
        StatementRule.Excludes(
            JobCreate,
            [AuthorizationOptions.AccessKeyId, AuthorizationOptions.Credentials, AuthorizationOptions.DefaultRole],
            "a job can be authorized only by IAM_ROLE with the ARN of a role"
        ),
    ];

    static readonly StatementGrammar<CopyRequest> Grammar = new(Command, Options, Rules);

    /// <summary>Gets the first word of each option.</summary>
    public static IEnumerable<string> Words => Grammar.Words;

    /// <inheritdoc cref="StatementGrammar{T}.Clauses"/>
    public static IEnumerable<StatementClause> Clauses(CopyRequest request) =>
        request.Compression == CopyCompression.None || FileFormat.Of(request.Compression)?.Keyword is not null
            ? Grammar.Clauses(request)
            : throw new InvalidCopyOptionException($"COPY cannot read objects that are compressed with {request.Compression}.");

    /// <summary>
    /// Returns the rules of a columnar format. Specific reasons come before the list of supported options.
    /// </summary>
    static StatementRule[] Columnar(string format) =>
        [
            StatementRule.Excludes(
                format,
                ["ENCRYPTED", AuthorizationOptions.RootKey],
                "COPY supports only server-side encryption for columnar files"
            ),
            StatementRule.Excludes(format, ["REGION"], "columnar files must be in a bucket in the cluster's own region"),
            StatementRule.Excludes(
                format,
                Compressions,
                "COPY detects the compression of columnar files by their names (.gz, .snappy, .bz2)"
            ),
            StatementRule.Excludes(
                format,
                [AuthorizationOptions.AccessKeyId, AuthorizationOptions.SessionToken],
                "COPY supports only an IAM role for columnar files"
            ),
            StatementRule.TakesOnly(
                format,
                [
                    Command,
                    AuthorizationOptions.IamRole,
                    AuthorizationOptions.DefaultRole,
                    AuthorizationOptions.Credentials,
                    "MANIFEST",
                    "SERIALIZETOJSON",
                    "ACCEPTINVCHARS",
                    "EXPLICIT_IDS",
                    "FILLRECORD",
                    "STATUPDATE",
                    "-Option",
                    JobCreate,
                    "AUTO",
                ],
                "for columnar files, COPY supports only ACCEPTINVCHARS, EXPLICIT_IDS, FILLRECORD, MANIFEST, SERIALIZETOJSON and STATUPDATE"
            ),
        ];

    /// <summary>Returns the rules of COPY from hosts: what Redshift rejects, and what would hide or change a part of the load.</summary>
    static StatementRule[] OverSsh() =>
        [
            StatementRule.Excludes(
                Ssh,
                ["ENCRYPTED", AuthorizationOptions.RootKey],
                "the hosts decrypt the objects, so the statement needs no key. Omit -RootKey and -Encrypted"
            ),
            StatementRule.Excludes(Ssh, ["MANIFEST"], "an SSH manifest names hosts, not objects. Specify either -Manifest or -Ssh"),
            StatementRule.Excludes(Ssh, [Parquet, Orc, Shapefile], "COPY reads such files only from S3"),
            StatementRule.Excludes(Ssh, ["ZSTD"], "Redshift documents gzip, lzop and bzip2 over SSH. Decompress on the host with -Expand"),
            StatementRule.Excludes(
                Ssh,
                ["MAXERROR", "IGNOREALLERRORS"],
                "the load would succeed without the rows of a share that a host did not stream as a whole"
            ),
            StatementRule.Excludes(
                Ssh,
                ["IGNOREHEADER"],
                "a connection streams several objects, and COPY would ignore only the header of the first. "
                    + "The host leaves headers out: specify -SkipHeader for Receive-EncryptedS3Object"
            ),
            StatementRule.Excludes(Ssh, [JobCreate], "a job monitors a path in S3 for new files"),
        ];

    static StatementOption<CopyRequest> Flag(string keyword, Func<CopyRequest, bool> isAsked) =>
        StatementOption<CopyRequest>.Flag(keyword, isAsked);

    static StatementOption<CopyRequest> Text(
        string term,
        Func<CopyRequest, string?> value,
        Func<string, string> write,
        string? keyword = null
    ) => StatementOption<CopyRequest>.Text(term, value, write, keyword);

    static StatementOption<CopyRequest> Number(
        string term,
        Func<CopyRequest, int?> value,
        int minimum,
        int maximum,
        string? keyword = null
    ) => StatementOption<CopyRequest>.Number(term, value, minimum, maximum, keyword);

    static StatementOption<CopyRequest> Unwritten(string term, Func<CopyRequest, bool> isAsked) =>
        StatementOption<CopyRequest>.Unwritten(term, isAsked);

    static StatementOption<CopyRequest> Format(CopyFormat format, string keyword, Func<CopyRequest, string>? argument = null) =>
        new(
            keyword,
            request => request.Format == format,
            request => new StatementClause($"FORMAT AS {keyword}{(argument is null ? "" : " " + argument(request))}")
        );

    static string JsonPaths(string option, bool noshred) =>
        SqlLiteral.Quote(
            option is "auto" or "auto ignorecase" || noshred && option is "noshred" ? option : StatementUri.Of(StatementUri.Parse(option))
        );

    static string Simplify(CopyRequest request)
    {
        var keyword = request.Simplify == CopySimplify.Auto ? "SIMPLIFY AUTO" : "SIMPLIFY";
        if (request.SimplifyTolerance is not { } tolerance)
            return keyword;
        return tolerance >= 0 && !double.IsInfinity(tolerance)
            ? $"{keyword} {tolerance.ToString("R", CultureInfo.InvariantCulture)}"
            : throw new InvalidCopyOptionException("The tolerance of SIMPLIFY must be 0 or greater.");
    }
}
