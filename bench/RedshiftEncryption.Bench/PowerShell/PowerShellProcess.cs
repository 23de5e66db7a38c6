using System.Diagnostics;

namespace RedshiftEncryption.Bench.PowerShell;

/// <summary>Runs one of these scripts in a pwsh, which writes one line for each input line.</summary>
internal sealed class PowerShellProcess : IAsyncDisposable
{
    /// <summary>pwsh.dll: from a tool package it is an assembly that dotnet runs.</summary>
    const string Program = "REDSHIFT_ENCRYPTION_PWSH";

    readonly Process process;

    PowerShellProcess(Process process) => this.process = process;

    /// <param name="script">The name of the script file.</param>
    /// <param name="environment">Variables in addition to those of this process.</param>
    /// <param name="arguments">The positional arguments of the script.</param>
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
