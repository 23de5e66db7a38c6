using RedshiftEncryption.Bench;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Rows;
using RedshiftEncryption.Bench.Uploads;

if (args is [PeakMemoryUpload.Command, var path, var endpoint])
{
    Console.WriteLine(await PeakMemoryUpload.RunAsync(path, endpoint));
    return 0;
}

if (args is [PeakMemoryConversion.Command, var keyPath, var server])
{
    Console.WriteLine(await PeakMemoryConversion.RunAsync(keyPath, server));
    return 0;
}

RunSettings settings;
try
{
    settings = RunSettings.Parse(args);
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}{Environment.NewLine}Usage: {RunSettings.Usage}");
    return 2;
}

var findings = new List<Finding>();
foreach (var row in RowTable.Find(settings.Rows))
{
    Console.WriteLine($"== {row.Name}");
    var processors = ProcessorShare.Begin();
    var found = await row.RunAsync(settings);
    findings.AddRange(found.Select(finding => finding.With(processors.OfOthers())));
}

var report = new Report(Machine.Describe(), settings.Commit, findings).ToMarkdown();
Console.WriteLine();
Console.WriteLine(report);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(settings.ReportPath))!);
await File.WriteAllTextAsync(settings.ReportPath, report);
return findings.Exists(static finding => finding.IsMet == false) ? 1 : 0;
