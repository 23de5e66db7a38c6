using System.Globalization;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Reporting;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the import of the module and its first help in a new pwsh, against a module of one empty function.</summary>
internal sealed class Import : IRow
{
    const double Limit = 200;

    static readonly Dictionary<string, string> NoVariables = [];

    public string Name => "import";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var module = settings.ModulePath;
        var empty = Path.Combine(settings.Inputs, "Empty", "Empty.psm1");
        Directory.CreateDirectory(Path.GetDirectoryName(empty)!);
        await File.WriteAllTextAsync(empty, "function Send-Nothing { }\n");
        var milliseconds = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<double>("ours", () => MeasureAsync(module, "Send-EncryptedS3Object")),
            new Contender<double>("empty", () => MeasureAsync(empty, "Send-Nothing"))
        );
        var more = Spread.Of(milliseconds[0].Zip(milliseconds[1], static (ours, theirs) => ours - theirs));
        var difference = Spread.Of(milliseconds[0]).Median - Spread.Of(milliseconds[1]).Median;
        return
        [
            Finding.Under(
                Name,
                FormattableString.Invariant($"{difference:+0;-0} ms ({more.Least:+0;-0}–{more.Most:+0;-0})"),
                difference,
                Limit,
                "ms more",
                settings.Pairs,
                "Import-Module and first Get-Help in a fresh pwsh, less the same with an empty script module"
            ),
        ];
    }

    static async Task<double> MeasureAsync(string module, string command)
    {
        await Meter.SettleAsync();
        await using var shell = PowerShellProcess.Start("FirstHelp.ps1", NoVariables, module, command);
        return double.Parse(await shell.AskAsync("go"), CultureInfo.InvariantCulture);
    }
}
