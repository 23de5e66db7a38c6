using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using RedshiftEncryption.Bench.Reporting;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the allocations of the encrypting part reader with BenchmarkDotNet's memory diagnoser.</summary>
internal sealed class Allocations : IRow
{
    const double Limit = 1024;

    public string Name => "allocations";

    public Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var config = ManualConfig
            .CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            // It loads all references of this assembly, and PowerShell's assembly exists only in a pwsh.
            .WithOptions(ConfigOptions.DisableOptimizationsValidator)
            .WithArtifactsPath(Path.Combine(settings.Inputs, "benchmarkdotnet"));
        var summary = BenchmarkRunner.Run<PartReaderAllocations>(config);
        if (summary.Reports.Length != 1 || !summary.Reports[0].Success)
            throw new InvalidOperationException(
                $"BenchmarkDotNet measured nothing: {string.Join(", ", summary.ValidationErrors.Select(static error => error.Message))}"
            );
        var report = summary.Reports[0];
        var bytes =
            (
                report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
                ?? throw new InvalidOperationException("The memory diagnoser measured nothing.")
            ) / (double)PartReaderAllocations.MiBAnOperation;
        Console.WriteLine(FormattableString.Invariant($"   allocated: {bytes:0} bytes a MiB"));
        Finding finding = Finding.Under(
            Name,
            FormattableString.Invariant($"{bytes:0} bytes a MiB"),
            bytes,
            Limit,
            "bytes a MiB",
            pairs: 1,
            "the encrypting part reader, by BenchmarkDotNet"
        );
        return Task.FromResult<IReadOnlyList<Finding>>([finding]);
    }
}
