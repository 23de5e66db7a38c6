using RedshiftEncryption.Lambda.Actions;
using RedshiftEncryption.Lambda.Runtime;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Lambda;

/// <summary>Starts the function, as AWS Lambda's runtime for operating systems runs it: a program named <c>bootstrap</c>.</summary>
internal static class Program
{
    const string AddressVariable = "AWS_LAMBDA_RUNTIME_API";

    /// <returns>1 in all cases: AWS Lambda ends the process when it is no longer needed.</returns>
    static async Task<int> Main()
    {
        if (Environment.GetEnvironmentVariable(AddressVariable) is not { Length: > 0 } address)
        {
            Log($"{AddressVariable} is not set. AWS Lambda starts this program; it is not for a command line.");
            return 1;
        }
        try
        {
            using var runtime = new RuntimeClient(address);
            if (await StartAsync(runtime).ConfigureAwait(false) is { } processor)
                // Keys are not zeroed at the end: an operation that was abandoned may still use them, and the process ends.
                await new EventLoop(runtime, processor).RunAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (RuntimeException exception)
        {
            Log(exception.Message);
        }
        return 1;
    }

    /// <returns>Null if the function cannot start, which has been reported.</returns>
    static async Task<TaskProcessor?> StartAsync(RuntimeClient runtime)
    {
        try
        {
            return await FunctionOpener.OpenAsync(Log, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var known = FailureResult.TryTranslate(exception, isCanceled: false);
            // The message of an unexpected exception may contain anything.
            var error = known is null
                ? new RuntimeError("UnexpectedError", $"{exception.GetType()}. The function's log shows where.")
                : new RuntimeError("InitializationFailed", known.Text);
            Log(known is null ? $"{exception.GetType()}\n{exception.StackTrace}" : known.Text);
            await runtime.FailInitializationAsync(error, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Writes to the function's log, which AWS Lambda takes from standard error.</summary>
    static void Log(string text) => Console.Error.WriteLine(VisibleText.OfLines(text));
}
