using System.Text.Json;
using HelpCompiler;

if (args is not [var metadataPath, var docs, var output, .. var rest] || rest.Length > 1)
{
    Console.Error.WriteLine("Usage: HelpCompiler METADATA.json DOCS_FOLDER OUTPUT_FOLDER [URL_OF_PUBLISHED_PAGES]");
    return 2;
}
var path = "";
try
{
    var commands = JsonSerializer.Deserialize<CommandMetadata[]>(File.ReadAllText(metadataPath)) ?? [];
    var topics = new List<(CommandMetadata, HelpPage)>();
    foreach (var command in commands)
    {
        path = Path.Combine(docs, "cmdlets", $"{command.Name}.md");
        var page = HelpPageReader.Read(File.ReadAllText(path));
        if (!string.Equals(page.Name, command.Name, StringComparison.Ordinal))
            throw new HelpPageException($"its title is '{page.Name}'");
        topics.Add((command, page));
    }
    Directory.CreateDirectory(output);
    Maml.Document(topics, rest.SingleOrDefault()?.TrimEnd('/')).Save(Path.Combine(output, "RedshiftEncryption.dll-Help.xml"));
    path = Path.Combine(docs, "about_RedshiftEncryption.md");
    File.WriteAllText(Path.Combine(output, "about_RedshiftEncryption.help.txt"), AboutTopic.Text(File.ReadAllText(path)));
    return 0;
}
catch (Exception exception) when (exception is HelpPageException or IOException or JsonException)
{
    Console.Error.WriteLine($"{path}: {exception.Message}");
    return 1;
}
