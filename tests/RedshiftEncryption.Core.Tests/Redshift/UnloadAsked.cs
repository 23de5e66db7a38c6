using CsCheck;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Redshift.Unload;
using RedshiftEncryption.Tests.Fakes;
using Asked = RedshiftEncryption.Tests.Redshift.AskedOption<RedshiftEncryption.Redshift.Unload.UnloadRequest>;

namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Sets of all that can be asked of UNLOAD, whether they go together or not.</summary>
internal static class UnloadAsked
{
    static readonly UnloadRequest Nothing = new("select 1", StatementUri.Create("b", ""), new StatementAuthorization());

    static readonly Gen<Asked> Format = Pick.OneOf<(UnloadFormat Format, string Name, bool Written)>(
            (UnloadFormat.Delimited, "DELIMITED", false),
            (UnloadFormat.FixedWidth, "FIXEDWIDTH", false),
            (UnloadFormat.Csv, "CSV", true),
            (UnloadFormat.Parquet, "PARQUET", true),
            (UnloadFormat.Json, "JSON", true)
        )
        .Select(static chosen => new Asked(
            "FORMAT",
            chosen.Name,
            request => request with { Format = chosen.Format },
            chosen.Written ? [("FORMAT", chosen.Name)] : []
        ));

    static readonly Gen<Asked> Compression = Pick.OneOf(UnloadCompression.Bzip2, UnloadCompression.Gzip, UnloadCompression.Zstd)
        .Select(static compression =>
            Asked.Of(compression.ToString().ToUpperInvariant(), "", request => request with { Compression = compression })
        );

    static readonly Gen<Asked> Options = Gen.OneOf(
        HostileText
            .Name.Array[1, 3]
            .Select(static names =>
                Asked.Of(
                    "PARTITION BY",
                    string.Join('\x1f', names),
                    request => request with { PartitionBy = [.. names.Select(HostileText.Delimited)] }
                )
            ),
        Flag("INCLUDE", static request => request with { Include = true }),
        Flag("MANIFEST", static request => request with { Manifest = true }),
        Gen.Const(new Asked("VERBOSE", "", static request => request with { Verbose = true }, ("MANIFEST", "VERBOSE"))),
        Flag("HEADER", static request => request with { Header = true }),
        Of(
            "DELIMITER",
            Gen.Int[1, 127].Select(static code => ((char)code).ToString()),
            static (request, delimiter) => request with { Delimiter = delimiter }
        ),
        Of("FIXEDWIDTH", Pick.OneOf("a:1", "it's \\:3,\"b\":22", "é;--:7"), static (request, spec) => request with { FixedWidth = spec }),
        Pick.OneOf("1234abcd-12ab-34cd-56ef-1234567890ab", "alias/key", "arn:aws:kms:us-east-1:123456789012:key/1")
            .Select(static id => new Asked(
                "KMS_KEY_ID",
                id,
                request => request with { KmsKeyId = id },
                ("KMS_KEY_ID", id),
                ("ENCRYPTED", "")
            )),
        AuthorizationAsked.RootKeyOption<UnloadRequest>(),
        Gen.Const(new Asked("ENCRYPTED AUTO", "", static request => request with { EncryptedAuto = true }, ("ENCRYPTED", "AUTO"))),
        Compression,
        Flag("ADDQUOTES", static request => request with { AddQuotes = true }),
        Of("NULL", HostileText.Literal, static (request, text) => request with { NullAs = text }),
        Flag("ESCAPE", static request => request with { Escape = true }),
        Flag("ALLOWOVERWRITE", static request => request with { AllowOverwrite = true }),
        Flag("CLEANPATH", static request => request with { CleanPath = true }),
        Of(
            "PARALLEL",
            Pick.OneOf("ON", "OFF"),
            static (request, word) => request with { Parallel = Enum.Parse<OnOff>(word, ignoreCase: true) }
        ),
        Of(
            "MAXFILESIZE",
            Pick.OneOf("5 MB", "5.5 MB", "100 MB", "1 GB", "6.2 GB", "6348.8 MB"),
            static (request, size) => request with { MaxFileSize = size }
        ),
        Of("ROWGROUPSIZE", Pick.OneOf("32 MB", "100 MB", "128 MB"), static (request, size) => request with { RowGroupSize = size }),
        Of("REGION", Pick.OneOf("eu-central-1", "us-gov-west-1"), static (request, region) => request with { Region = region }),
        Of("EXTENSION", HostileText.Literal, static (request, extension) => request with { Extension = extension })
    );

    static readonly Gen<Asked> Query = HostileText.Literal.Select(static query =>
        Asked.Of("UNLOAD", query, request => request with { Query = query })
    );

    static readonly Gen<Asked> To = HostileText.Literal.Select(static key =>
        Asked.Of("TO", $"s3://bucket/{key}", request => request with { Destination = StatementUri.Create("bucket", key) })
    );

    /// <summary>A query and a place, an authorization, at times a format, and up to ten options.</summary>
    public static readonly Gen<IReadOnlyList<Asked>> Sets = Gen.Select(
        Gen.Select(Query, To, static (query, to) => new[] { query, to }),
        AuthorizationAsked.Of<UnloadRequest>(),
        Format.Array[0, 1],
        Options.Array[0, 10],
        static (place, authorization, format, options) => Distinct([.. place, .. authorization, .. format, .. options])
    );

    /// <summary>What goes together.</summary>
    public static readonly Gen<IReadOnlyList<Asked>> Allowed = Sets.Select(DocumentedRules.Unload.Repaired)
        .Where(static asked => asked is not null)
        .Select(static asked => asked!);

    /// <summary>What goes together, and one option more, which may break one rule.</summary>
    public static readonly Gen<IReadOnlyList<Asked>> OneMore = Gen.Select(
        Allowed,
        Options,
        static (asked, more) => Distinct([.. asked, more])
    );

    public static UnloadRequest Request(IEnumerable<Asked> asked) =>
        asked.Aggregate(Nothing, static (request, option) => option.Apply(request));

    static IReadOnlyList<Asked> Distinct(Asked[] asked) =>
        [
            .. asked.DistinctBy(static option =>
                option.Name switch
                {
                    "BZIP2" or "GZIP" or "ZSTD" => "compression",
                    "root key alone" => "ENCRYPTED",
                    var name => name,
                }
            ),
        ];

    static Gen<Asked> Flag(string name, Func<UnloadRequest, UnloadRequest> apply) => Gen.Const(Asked.Of(name, "", apply));

    static Gen<Asked> Of(string name, Gen<string> values, Func<UnloadRequest, string, UnloadRequest> apply) =>
        values.Select(value => Asked.Of(name, value, request => apply(request, value)));
}
