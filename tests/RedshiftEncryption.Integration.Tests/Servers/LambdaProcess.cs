using System.Diagnostics;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>A process of the compiled function, as AWS Lambda starts it: with nothing in its environment but what is specified.</summary>
internal sealed class LambdaProcess : IAsyncDisposable
{
    static readonly string Program = Path.Combine(Repository.Root, "artifacts", "lambda", "publish", "bootstrap");

    readonly LambdaEndpoint endpoint;
    readonly Process process;
    readonly Task<string> output;
    readonly Task<string> error;

    LambdaProcess(LambdaEndpoint endpoint, Process process)
    {
        this.endpoint = endpoint;
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <param name="runtime">Sends the events.</param>
    /// <param name="environment">All variables of the process, but for the address of the Runtime API.</param>
    public static LambdaProcess Start(LambdaRuntime runtime, IReadOnlyDictionary<string, string> environment)
    {
        if (!File.Exists(Program))
            Repository.Lack("The Lambda function is not compiled: run ./build.ps1 -Task Lambda.");
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var variable in environment)
            start.Environment[variable.Key] = variable.Value;
        var opened = LambdaEndpoint.Open(runtime);
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = opened.Address;
        return new LambdaProcess(opened, Process.Start(start)!);
    }

    public bool HasExited => process.HasExited;

    /// <summary>Waits until the process ends by itself.</summary>
    /// <returns>Its exit code, and all that it has written.</returns>
    public async Task<(int ExitCode, string Log)> WaitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Ends the process at once, in whatever it does.</summary>
    /// <returns>All that it has written.</returns>
    public async Task<string> KillAsync()
    {
        process.Kill();
        return (await WaitAsync()).Log;
    }

    public async ValueTask DisposeAsync()
    {
        // First, so that no event goes to a process that has ended.
        await endpoint.DisposeAsync();
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
