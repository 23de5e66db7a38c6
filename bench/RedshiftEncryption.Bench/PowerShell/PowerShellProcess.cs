using System.Diagnostics;

namespace RedshiftEncryption.Bench.PowerShell;

/// <summary>A pwsh that runs one of the scripts here and answers each line with one line.</summary>
internal sealed class PowerShellProcess : IAsyncDisposable
{
    /// <summary>pwsh.dll: from a tool package it is an assembly that dotnet runs.</summary>
    const string Program = "REDSHIFT_ENCRYPTION_PWSH";

    readonly Process process;

    PowerShellProcess(Process process) => this.process = process;

    /// <param name="script">The file's name.</param>
    /// <param name="environment">Beyond this process's own.</param>
    /// <param name="arguments">The script's, by position.</param>
    public static PowerShellProcess Start(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable(Program) ?? throw new InvalidOperationException($"{Program} must name pwsh.dll.");
        var path = Path.Combine(AppContext.BaseDirectory, "PowerShell", script);
        var start = new ProcessStartInfo("dotnet", [program, "-NoProfile", "-NonInteractive", "-File", path, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new PowerShellProcess(Process.Start(start)!);
    }

    public async Task<string> AskAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("pwsh ended without an answer.");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
