using System.Globalization;

namespace LocalS3;

/// <summary>What the server was started with.</summary>
sealed record CommandLine
{
    public const string Usage =
        "LocalS3 [--port N] [--access-key-id ID] [--secret-access-key SECRET] [--session-token TOKEN] [--bucket NAME] [--https FOLDER] [--limit BYTES_PER_SECOND] [--connection-limit BYTES_PER_SECOND] [--latency MILLISECONDS] [--kms-answers FILE] [--sink] [--exit-with-stdin]";

    /// <summary>0: the system picks a free port.</summary>
    public int Port { get; private init; }

    public AccessKey AccessKey { get; private init; } = AccessKey.Random();

    /// <summary>Buckets that are there from the start.</summary>
    public IReadOnlyList<string> Buckets { get; private init; } = [];

    /// <summary>Where the certificate goes for clients to trust; null for plain HTTP.</summary>
    public string? CertificateFolder { get; private init; }

    /// <summary>The most that request bodies are taken at, all together; null for no limit.</summary>
    public long? BytesPerSecond { get; private init; }

    /// <summary>The most that request bodies are taken at on each connection; null for no limit.</summary>
    public long? ConnectionBytesPerSecond { get; private init; }

    /// <summary>How long each S3 request waits before it is handled.</summary>
    public TimeSpan Latency { get; private init; }

    /// <summary>A file of keys that the stub of KMS decrypts beside its own; null for none.</summary>
    public string? KmsAnswersPath { get; private init; }

    /// <summary>Object bodies are counted and dropped.</summary>
    public bool Sink { get; private init; }

    /// <summary>The server ends with its standard input, that is with the process that started it.</summary>
    public bool ExitWithStandardInput { get; private init; }

    /// <exception cref="FormatException">An argument is unknown or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var result = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            result = arguments[i] switch
            {
                "--port" => result with { Port = ParsePort(Value(ref i)) },
                "--access-key-id" => result with { AccessKey = result.AccessKey with { Id = Value(ref i) } },
                "--secret-access-key" => result with { AccessKey = result.AccessKey with { Secret = Value(ref i) } },
                "--session-token" => result with { AccessKey = result.AccessKey with { SessionToken = Value(ref i) } },
                "--bucket" => result with { Buckets = [.. result.Buckets, Value(ref i)] },
                "--https" => result with { CertificateFolder = Value(ref i) },
                "--limit" => result with { BytesPerSecond = ParseRate(Value(ref i)) },
                "--connection-limit" => result with { ConnectionBytesPerSecond = ParseRate(Value(ref i)) },
                "--latency" => result with { Latency = ParseMilliseconds(Value(ref i)) },
                "--kms-answers" => result with { KmsAnswersPath = Value(ref i) },
                "--sink" => result with { Sink = true },
                "--exit-with-stdin" => result with { ExitWithStandardInput = true },
                _ => throw new FormatException($"Unknown argument '{arguments[i]}'."),
            };
        }
        return result;

        string Value(ref int index) =>
            ++index < arguments.Count ? arguments[index] : throw new FormatException($"'{arguments[index - 1]}' needs a value.");
    }

    static int ParsePort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"'{text}' is not a port.");

    static TimeSpan ParseMilliseconds(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new FormatException($"'{text}' is not a number of milliseconds.");

    static long ParseRate(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? rate
            : throw new FormatException($"'{text}' is not a number of bytes per second.");
}
