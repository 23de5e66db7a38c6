using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Unload;

/// <summary>
/// Defines the options of UNLOAD, in the order of the documentation, and the combinations that Redshift rejects.
/// </summary>
/// <remarks>From the pages "UNLOAD" and "Unloading encrypted data files" of the Redshift Database Developer Guide.</remarks>
internal static class UnloadGrammar
{
    const string Command = "UNLOAD";
    const string Csv = "CSV";
    const string Parquet = "PARQUET";
    const string Json = "JSON";
    const string FixedWidth = "FIXEDWIDTH";
    const string KmsKeyId = "KMS_KEY_ID";
    const string Auto = "ENCRYPTED AUTO";
    const string Delimited = "-Format Delimited";
    const string FixedWidthFormat = "-Format FixedWidth";

    static readonly string[] Compressions = ["BZIP2", "GZIP", "ZSTD"];

    static readonly StatementOption<UnloadRequest>[] Options =
    [
        .. AuthorizationOptions.Options<UnloadRequest>(),
        Unwritten(Delimited, static request => request.Format == UnloadFormat.Delimited),
        Unwritten(FixedWidthFormat, static request => request.Format == UnloadFormat.FixedWidth),
        Format(UnloadFormat.Csv, Csv),
        Format(UnloadFormat.Parquet, Parquet),
        Format(UnloadFormat.Json, Json),
        new(
            "PARTITION BY",
            static request => request.PartitionBy.Count > 0,
            static request => new StatementClause(
                $"PARTITION BY ({string.Join(", ", request.PartitionBy.Select(SqlIdentifier.Column))}){(request.Include ? " INCLUDE" : "")}"
            )
        ),
        Unwritten("INCLUDE", static request => request.Include),
        new(
            "MANIFEST",
            static request => request.Manifest,
            static request => new StatementClause(request.Verbose ? "MANIFEST VERBOSE" : "MANIFEST")
        ),
        Unwritten("VERBOSE", static request => request.Verbose),
        Flag("HEADER", static request => request.Header),
        Text(
            "DELIMITER",
            static request => request.Delimiter,
            static delimiter => CopyDelimiter.Single(delimiter, "DELIMITER"),
            "DELIMITER AS"
        ),
        Text(FixedWidth, static request => request.FixedWidth, FixedWidthSpec.Literal, "FIXEDWIDTH AS"),
        Text(KmsKeyId, static request => request.KmsKeyId, KmsKey),
        AuthorizationOptions.RootKeyOption<UnloadRequest>(),
        new(
            "ENCRYPTED",
            static request => request.SaysEncrypted,
            static request => new StatementClause(request.EncryptedAuto ? Auto : "ENCRYPTED")
        ),
        Unwritten(Auto, static request => request.EncryptedAuto),
        Flag("BZIP2", static request => request.Compression == UnloadCompression.Bzip2),
        Flag("GZIP", static request => request.Compression == UnloadCompression.Gzip),
        Flag("ZSTD", static request => request.Compression == UnloadCompression.Zstd),
        Flag("ADDQUOTES", static request => request.AddQuotes),
        Text("NULL AS", static request => request.NullAs, SqlLiteral.Quote),
        Flag("ESCAPE", static request => request.Escape),
        Flag("ALLOWOVERWRITE", static request => request.AllowOverwrite),
        Flag("CLEANPATH", static request => request.CleanPath),
        StatementOption<UnloadRequest>.Word("PARALLEL", static request => request.Parallel),
        Text("MAXFILESIZE", static request => request.MaxFileSize, UnloadSize.MaxFileSize, "MAXFILESIZE AS"),
        Text("ROWGROUPSIZE", static request => request.RowGroupSize, UnloadSize.RowGroupSize, "ROWGROUPSIZE AS"),
        Text("REGION", static request => request.Region, RegionName.Literal, "REGION AS"),
        Text("EXTENSION", static request => request.Extension, SqlLiteral.Quote),
    ];

    static readonly StatementRule[] Rules =
    [
        .. AuthorizationOptions.Rules(Command),
        StatementRule.Excludes(Csv, [FixedWidth, "ESCAPE", "ADDQUOTES"], "CSV has its own rules for delimiters and quotation marks"),
        StatementRule.Excludes(
            Parquet,
            ["DELIMITER", FixedWidth, "ADDQUOTES", "ESCAPE", "NULL AS", "HEADER"],
            "Parquet files have no text fields"
        ),
        StatementRule.Excludes(Parquet, Compressions, "Parquet files are compressed internally with SNAPPY"),
        StatementRule.Excludes(
            Parquet,
            [AuthorizationOptions.RootKey],
            "Parquet files support only server-side encryption. Specify -KmsKeyId"
        ),
        StatementRule.Excludes(
            Json,
            ["DELIMITER", "HEADER", FixedWidth, "ADDQUOTES", "ESCAPE", "NULL AS"],
            "JSON has its own names, quotation marks and nulls"
        ),
        StatementRule.Excludes(FixedWidth, ["DELIMITER", "HEADER", Delimited], "fixed-width fields have neither a delimiter nor a header"),
        StatementRule.Needs(FixedWidthFormat, [FixedWidth], "UNLOAD needs the widths. Specify -FixedWidth"),
        StatementRule.Needs("INCLUDE", ["PARTITION BY"], "it keeps the partition columns in the files"),
        StatementRule.Needs("VERBOSE", ["MANIFEST"], "it is an option of the manifest. Specify -Manifest"),
        StatementRule.Excludes(
            KmsKeyId,
            [AuthorizationOptions.Credentials],
            "with a KMS key, UNLOAD must be authorized by IAM_ROLE or ACCESS_KEY_ID. Omit -UseCredentialsString"
        ),
        StatementRule.Excludes(
            KmsKeyId,
            [AuthorizationOptions.RootKey],
            "a file is encrypted either by the server with the KMS key or on the client side with the root key"
        ),
        StatementRule.Excludes(Auto, [KmsKeyId, AuthorizationOptions.RootKey], "it uses the default KMS key of the bucket"),
        StatementRule.Needs(AuthorizationOptions.RootKey, ["ENCRYPTED"], "a root key applies only to encrypted files"),
        StatementRule.Excludes("CLEANPATH", ["ALLOWOVERWRITE"], "UNLOAD either deletes existing files or overwrites them"),
        StatementRule.Needs("ROWGROUPSIZE", [Parquet], "only Parquet files have row groups. Specify -Format Parquet"),
    ];

    static readonly StatementGrammar<UnloadRequest> Grammar = new(Command, Options, Rules);

    /// <inheritdoc cref="StatementGrammar{T}.Clauses"/>
    public static IEnumerable<StatementClause> Clauses(UnloadRequest request) => Grammar.Clauses(request);

    static StatementOption<UnloadRequest> Flag(string keyword, Func<UnloadRequest, bool> isAsked) =>
        StatementOption<UnloadRequest>.Flag(keyword, isAsked);

    static StatementOption<UnloadRequest> Text(
        string term,
        Func<UnloadRequest, string?> value,
        Func<string, string> write,
        string? keyword = null
    ) => StatementOption<UnloadRequest>.Text(term, value, write, keyword);

    static StatementOption<UnloadRequest> Unwritten(string term, Func<UnloadRequest, bool> isAsked) =>
        StatementOption<UnloadRequest>.Unwritten(term, isAsked);

    static StatementOption<UnloadRequest> Format(UnloadFormat format, string keyword) =>
        Flag(keyword, request => request.Format == format) with
        {
            Clause = _ => new StatementClause($"FORMAT AS {keyword}"),
        };

    /// <summary>Formats the ID, ARN or alias of a key, which does not contain spaces.</summary>
    static string KmsKey(string id) =>
        id.Length > 0 && id.All(static character => character is > ' ' and < '\x7f' and not ('\'' or '"' or '\\' or ';'))
            ? SqlLiteral.Quote(id)
            : throw new InvalidCopyOptionException($"'{id}' is not a KMS key ID.");
}
