using System.Globalization;

namespace RedshiftEncryption.Bench;

/// <summary>Contains the command-line settings of the benchmarks.</summary>
internal sealed record RunSettings
{
    public const string Usage =
        "RedshiftEncryption.Bench --repository FOLDER --inputs FOLDER --report FILE [--configuration NAME] [--commit ID] [--pairs N] [--row NAME]...";

    const int LeastPairs = 9;

    /// <summary>Gets the folder of the module, LocalS3 and the scripts.</summary>
    public string Repository { get; private init; } = "";

    /// <summary>Gets the manifest of the module.</summary>
    public string ModulePath => Path.Combine(Repository, "RedshiftEncryption.psd1");

    /// <summary>Gets the configuration of the builds.</summary>
    public string Configuration { get; private init; } = "Release";

    /// <summary>Gets the folder of the input files, which stay for the next row.</summary>
    public string Inputs { get; private init; } = "";

    /// <summary>Gets the Markdown file to write.</summary>
    public string ReportPath { get; private init; } = "";

    /// <summary>Gets the name in the report for what was measured.</summary>
    public string Commit { get; private init; } = "unknown";

    /// <summary>Gets the number of counted pairs for each row; one more is a warm-up.</summary>
    public int Pairs { get; private init; } = LeastPairs;

    /// <summary>Gets the rows to run; an empty list means all.</summary>
    public IReadOnlyList<string> Rows { get; private init; } = [];

    /// <exception cref="FormatException">An argument is unknown, has no value, or is missing.</exception>
    public static RunSettings Parse(IReadOnlyList<string> arguments)
    {
        var result = new RunSettings();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"'{arguments[i]}' needs a value.");
            result = arguments[i] switch
            {
                "--repository" => result with { Repository = value },
                "--inputs" => result with { Inputs = value },
                "--report" => result with { ReportPath = value },
                "--configuration" => result with { Configuration = value },
                "--commit" => result with { Commit = value },
                "--pairs" => result with { Pairs = ParsePairs(value) },
                "--row" => result with { Rows = [.. result.Rows, value] },
                _ => throw new FormatException($"Unknown argument '{arguments[i]}'."),
            };
        }
        return result is { Repository: "" } or { Inputs: "" } or { ReportPath: "" }
            ? throw new FormatException("A repository, a folder for inputs and a report are needed.")
            : result;
    }

    static int ParsePairs(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pairs) && pairs > 0
            ? pairs
            : throw new FormatException($"'{text}' is not a number of pairs.");
}
