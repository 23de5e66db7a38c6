using System.Runtime.InteropServices;

namespace RedshiftEncryption.Bench.Reporting;

/// <summary>Describes the machine that measured the numbers.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var processor = Field("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString();
        var system = Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        return FormattableString.Invariant(
            $"{processor}, {Environment.ProcessorCount} cores, {memory:0} GiB, {system}, {RuntimeInformation.FrameworkDescription} with net8.0 assets"
        );
    }

    static string? Field(string path, string name, char separator)
    {
        if (!File.Exists(path))
            return null;
        var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim();
    }
}
