using System.Globalization;
using CsCheck;
using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Tests.Fakes;
using Asked = RedshiftEncryption.Tests.Redshift.AskedOption<RedshiftEncryption.Redshift.Copy.CopyRequest>;

namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Sets of all that can be asked of COPY, whether they go together or not.</summary>
internal static class CopyAsked
{
    static readonly CopyRequest Nothing = new(
        "t",
        new CopySource(StatementUri.Create("b", ""), IsManifest: false),
        new StatementAuthorization()
    );

    static readonly Gen<string> Number = Gen.Int[1000, 100_000].Select(static number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>One ASCII character, as itself.</summary>
    static readonly Gen<string> Character = Gen.Int[1, 127].Select(static code => ((char)code).ToString());

    static readonly Gen<string> S3Path = HostileText.Literal.Select(static key => $"s3://bucket/{key}");

    static readonly Gen<Asked> Format = Pick.OneOf<(CopyFormat Format, string Name, bool Written)>(
            (CopyFormat.Delimited, "DELIMITED", false),
            (CopyFormat.FixedWidth, "FIXEDWIDTH", false),
            (CopyFormat.Csv, "CSV", true),
            (CopyFormat.Shapefile, "SHAPEFILE", true),
            (CopyFormat.Avro, "AVRO", true),
            (CopyFormat.Json, "JSON", true),
            (CopyFormat.Parquet, "PARQUET", true),
            (CopyFormat.Orc, "ORC", true)
        )
        .Select(static chosen => new Asked(
            "FORMAT",
            chosen.Name,
            request => request with { Format = chosen.Format },
            chosen.Written ? [("FORMAT", chosen.Name)] : []
        ));

    static readonly Gen<Asked> FixedWidth = Gen.Select(HostileText.Name, Gen.Int[1, 9999])
        .Select(static column =>
            $"{column.Item1.Replace(':', '_').Replace(',', '_').Trim()}x:{column.Item2.ToString(CultureInfo.InvariantCulture)}"
        )
        .Array[1, 3]
        .Select(static columns => string.Join(',', columns))
        .Select(static spec => Asked.Of("FIXEDWIDTH", spec, request => request with { FixedWidth = spec }));

    static readonly Gen<Asked> Simplify = Pick.OneOf(CopySimplify.All, CopySimplify.Auto)
        .Select(static simplify =>
            Asked.Of("SIMPLIFY", simplify.ToString().ToUpperInvariant(), request => request with { Simplify = simplify })
        );

    static readonly Gen<Asked> Tolerance = Gen.Double[0, 1]
        .Select(static tolerance =>
            Asked.Of(
                "tolerance",
                tolerance.ToString("R", CultureInfo.InvariantCulture),
                request => request with { SimplifyTolerance = tolerance }
            )
        );

    static readonly Gen<Asked> Compression = Pick.OneOf(
            CopyCompression.Bzip2,
            CopyCompression.Gzip,
            CopyCompression.Lzop,
            CopyCompression.Zstd
        )
        .Select(static compression =>
            Asked.Of(compression.ToString().ToUpperInvariant(), "", request => request with { Compression = compression })
        );

    static readonly Gen<Asked> Options = Gen.OneOf(
        Flag("MANIFEST", static request => request with { Source = request.Source with { IsManifest = true } }),
        AuthorizationAsked.RootKeyOption<CopyRequest>(),
        Of("REGION", Pick.OneOf("eu-central-1", "us-gov-west-1"), static (request, region) => request with { Region = region }),
        Of("QUOTE", Character, static (request, quote) => request with { Quote = quote }),
        Of(
            "DELIMITER",
            Character.Where(static character => character is not "\\").Array[1, 4].Select(string.Concat),
            static (request, delimiter) => request with { Delimiter = delimiter }
        ),
        FixedWidth,
        FixedWidth,
        Simplify,
        Tolerance,
        Gen.OneOf(Pick.OneOf("auto", "auto ignorecase", "noshred"), S3Path)
            .Select(static option => new Asked("json", option, request => request with { JsonOption = option }, ("paths", option))),
        Gen.OneOf(Pick.OneOf("auto", "auto ignorecase"), S3Path)
            .Select(static option => new Asked("avro", option, request => request with { AvroOption = option }, ("paths", option))),
        Flag("SERIALIZETOJSON", static request => request with { SerializeToJson = true }),
        Compression,
        Flag("ACCEPTANYDATE", static request => request with { AcceptAnyDate = true }),
        Of("ACCEPTINVCHARS", Character, static (request, character) => request with { AcceptInvChars = character }),
        Flag("BLANKSASNULL", static request => request with { BlanksAsNull = true }),
        Of("DATEFORMAT", HostileText.Literal, static (request, format) => request with { DateFormat = format }),
        Flag("EMPTYASNULL", static request => request with { EmptyAsNull = true }),
        Of(
            "ENCODING",
            Pick.OneOf("UTF8", "UTF16", "UTF16LE", "UTF16BE", "ISO88591"),
            static (request, encoding) => request with { Encoding = Enum.Parse<CopyEncoding>(encoding, ignoreCase: true) }
        ),
        Flag("ESCAPE", static request => request with { Escape = true }),
        Flag("EXPLICIT_IDS", static request => request with { ExplicitIds = true }),
        Flag("FILLRECORD", static request => request with { FillRecord = true }),
        Flag("IGNOREBLANKLINES", static request => request with { IgnoreBlankLines = true }),
        Of(
            "IGNOREHEADER",
            Number,
            static (request, number) => request with { IgnoreHeader = int.Parse(number, CultureInfo.InvariantCulture) }
        ),
        Of(
            "NULL",
            HostileText.Literal.Where(static text => text is not ("\n" or @"\n" or @"\0" or @"\000")),
            static (request, text) => request with { NullAs = text }
        ),
        Flag("REMOVEQUOTES", static request => request with { RemoveQuotes = true }),
        Flag("ROUNDEC", static request => request with { RoundEc = true }),
        Of("TIMEFORMAT", HostileText.Literal, static (request, format) => request with { TimeFormat = format }),
        Flag("TRIMBLANKS", static request => request with { TrimBlanks = true }),
        Flag("TRUNCATECOLUMNS", static request => request with { TruncateColumns = true }),
        Of("COMPROWS", Number, static (request, number) => request with { CompRows = int.Parse(number, CultureInfo.InvariantCulture) }),
        Of(
            "COMPUPDATE",
            Pick.OneOf("PRESET", "ON", "OFF"),
            static (request, word) => request with { CompUpdate = Enum.Parse<CopyCompUpdate>(word, ignoreCase: true) }
        ),
        Flag("IGNOREALLERRORS", static request => request with { IgnoreAllErrors = true }),
        Of("MAXERROR", Number, static (request, number) => request with { MaxError = int.Parse(number, CultureInfo.InvariantCulture) }),
        Flag("NOLOAD", static request => request with { NoLoad = true }),
        Of(
            "STATUPDATE",
            Pick.OneOf("ON", "OFF"),
            static (request, word) => request with { StatUpdate = Enum.Parse<OnOff>(word, ignoreCase: true) }
        ),
        HostileText.Literal.Select(static text =>
            Asked.Of("NEWOPTION", text, request => request with { Options = [$"newoption {SqlLiteral.Quote(text)}"] })
        ),
        Of("JOB CREATE", Pick.OneOf("job_1", "Nightly$"), static (request, name) => request with { JobName = name })
            .Select(static job => job with { Name = "JOB" }),
        Of("AUTO", Pick.OneOf("ON", "OFF"), static (request, word) => request with { AutoRun = Enum.Parse<OnOff>(word, ignoreCase: true) })
    );

    static readonly Gen<Asked> Table = HostileText
        .Name.Array[1, 3]
        .Select(static parts =>
            Asked.Of(
                "COPY",
                string.Join('\x1f', parts),
                request => request with { Table = string.Join('.', parts.Select(HostileText.Delimited)) }
            )
        );

    static readonly Gen<Asked> From = HostileText.Literal.Select(static key =>
        Asked.Of(
            "FROM",
            $"s3://bucket/{key}",
            request => request with { Source = request.Source with { Uri = StatementUri.Create("bucket", key) } }
        )
    );

    static readonly Gen<Asked> Columns = HostileText
        .Name.Array[1, 4]
        .Select(static names =>
            Asked.Of("columns", string.Join('\x1f', names), request => request with { Columns = [.. names.Select(HostileText.Delimited)] })
        );

    /// <summary>A table and a place, an authorization, at times columns and a format, and up to ten options.</summary>
    public static readonly Gen<IReadOnlyList<Asked>> Sets = Gen.Select(
        Gen.Select(Table, From, static (table, from) => new[] { table, from }),
        AuthorizationAsked.Of<CopyRequest>(),
        Columns.Array[0, 1],
        Format.Array[0, 1],
        Options.Array[0, 10],
        static (place, authorization, columns, format, options) => Distinct([.. place, .. authorization, .. columns, .. format, .. options])
    );

    /// <summary>What goes together.</summary>
    public static readonly Gen<IReadOnlyList<Asked>> Allowed = Sets.Select(DocumentedRules.Copy.Repaired)
        .Where(static asked => asked is not null)
        .Select(static asked => asked!);

    /// <summary>What goes together, and one option more, which may break one rule.</summary>
    public static readonly Gen<IReadOnlyList<Asked>> OneMore = Gen.Select(
        Allowed,
        Options,
        static (asked, more) => Distinct([.. asked, more])
    );

    public static CopyRequest Request(IEnumerable<Asked> asked) =>
        asked.Aggregate(Nothing, static (request, option) => option.Apply(request));

    /// <summary>Allows one option of each name, one compression, and one kind of encryption.</summary>
    static IReadOnlyList<Asked> Distinct(Asked[] asked) =>
        [
            .. asked.DistinctBy(static option =>
                option.Name switch
                {
                    "BZIP2" or "GZIP" or "LZOP" or "ZSTD" => "compression",
                    "root key alone" => "ENCRYPTED",
                    var name => name,
                }
            ),
        ];

    static Gen<Asked> Flag(string name, Func<CopyRequest, CopyRequest> apply) => Gen.Const(Asked.Of(name, "", apply));

    static Gen<Asked> Of(string name, Gen<string> values, Func<CopyRequest, string, CopyRequest> apply) =>
        values.Select(value => Asked.Of(name, value, request => apply(request, value)));
}
