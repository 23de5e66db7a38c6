using System.Text.RegularExpressions;

namespace RedshiftEncryption.Tests.Layout;

/// <summary>Keeps the folders of the sources in layers: each knows only those that come before it, so that there is no circle.</summary>
public sealed partial class FolderTests(ITestOutputHelper output)
{
    /// <summary>From the bottom up, as docs/architecture.md describes them.</summary>
    static readonly string[] Core =
    [
        "Compatibility",
        "Text",
        "Streams",
        "Integrity",
        "Storage",
        "Files",
        "Inventory",
        "Runs",
        "Keys",
        "Codecs",
        "Cipher",
        "Envelope",
        "Destination",
        "Source",
        "Splitting",
        "Transfer",
        "Records",
        "Reading",
        "Redshift",
        "Operations",
    ];

    static readonly string[] Cmdlets = ["Formats", "Loading", "Errors", "Binding", "Completion", "Pipeline", "Commands"];

    /// <summary>The shared files in the project's own folder are the lowest layer.</summary>
    static readonly string[] Aws = ["", "RedshiftData", "S3", "Kms"];

    /// <summary>The event loop and the start, in the project's own folder, are the highest layer.</summary>
    static readonly string[] Lambda = ["Runtime", "Batch", "Actions", ""];

    [GeneratedRegex(
        @"^(?:(?:public|internal|static|sealed|abstract|partial|readonly)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(?<name>\w+)",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Declaration { get; }

    /// <summary>Matches text that is not code: comments and strings. Interpolated strings stay, because they contain expressions.</summary>
    [GeneratedRegex(@"//[^\n]*|(?<!\$)""(?:\\.|[^""\\\n])*""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NoCode { get; }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Namespace { get; }

    [GeneratedRegex(@"\b[A-Z]\w+\b", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Name { get; }

    public static TheoryData<string, string[]> Projects =>
        new()
        {
            { "RedshiftEncryption.Core", Core },
            { "RedshiftEncryption.Aws", Aws },
            { "RedshiftEncryption", Cmdlets },
            { "RedshiftEncryption.Lambda", Lambda },
        };

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_know_only_those_below_them(string project, string[] layers)
    {
        var files = Read(project);
        Assert.Equal(
            layers.Order(StringComparer.Ordinal),
            files.Select(static file => file.Folder).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
        var homes = files
            .SelectMany(static file => Declaration.Matches(file.Code).Select(match => (Name: match.Groups["name"].Value, file.Folder)))
            .GroupBy(static declared => declared.Name, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.First().Folder, StringComparer.Ordinal);
        var upward = new List<string>();
        var edges = new HashSet<(string From, string To)>();
        foreach (var file in files)
        {
            foreach (var name in Name.Matches(file.Code).Select(static match => match.Value).Distinct(StringComparer.Ordinal))
            {
                if (!homes.TryGetValue(name, out var home) || string.Equals(home, file.Folder, StringComparison.Ordinal))
                    continue;
                edges.Add((file.Folder, home));
                if (Array.IndexOf(layers, home) > Array.IndexOf(layers, file.Folder))
                    upward.Add($"{file.Path} uses {name} of {home}");
            }
        }
        foreach (var from in edges.GroupBy(static edge => edge.From, StringComparer.Ordinal))
            output.WriteLine($"{from.Key} -> {string.Join(", ", from.Select(static edge => edge.To).Order(StringComparer.Ordinal))}");
        Assert.True(edges.Count >= layers.Length - 1, "Too few references were found to tell anything.");
        Assert.True(upward.Count == 0, string.Join('\n', upward));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_follow_folders_but_for_public_types_of_Core(string project, string[] layers)
    {
        Assert.NotEmpty(layers);
        var wrong = Read(project)
            .Select(file =>
                (
                    file.Path,
                    Found: Namespace.Match(file.Code).Groups["name"].Value,
                    Expected: string.Join('.', [project, .. file.Path.Split('/')[..^1]]),
                    IsPublic: file.Code.Contains("\npublic ", StringComparison.Ordinal)
                )
            )
            .Select(file =>
                file with
                {
                    Expected = project is "RedshiftEncryption.Core"
                        ? file.IsPublic
                            ? "RedshiftEncryption"
                            : file.Expected.Replace(".Core", "", StringComparison.Ordinal)
                        : file.Expected,
                }
            )
            .Where(static file => !string.Equals(file.Found, file.Expected, StringComparison.Ordinal))
            .Select(static file => $"{file.Path} has the namespace {file.Found} and not {file.Expected}");
        Assert.Empty(wrong);
    }

    static List<(string Path, string Folder, string Code)> Read(string project)
    {
        var root = Path.Combine(Repository.Root, "src", project);
        return
        [
            .. Directory
                .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
                .Where(static path =>
                    !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal)
                )
                .Select(path =>
                    (
                        path,
                        path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : "",
                        NoCode.Replace(File.ReadAllText(Path.Combine(root, path)), "")
                    )
                ),
        ];
    }
}
