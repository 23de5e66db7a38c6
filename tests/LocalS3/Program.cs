using System.Text.Json;
using LocalS3;

CommandLine commandLine;
try
{
    commandLine = CommandLine.Parse(args);
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}{Environment.NewLine}Usage: {CommandLine.Usage}");
    return 2;
}

WebApplication built;
try
{
    built = LoopbackServer.Build(commandLine);
    await built.StartAsync();
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
await using var server = built;

// The only line on standard output: a parent process reads it to know that the server listens, and where.
Console.WriteLine(
    JsonSerializer.Serialize(
        new
        {
            endpoint = server.Urls.Single(),
            accessKeyId = commandLine.AccessKey.Id,
            secretAccessKey = commandLine.AccessKey.Secret,
            processId = Environment.ProcessId,
        }
    )
);
if (commandLine.ExitWithStandardInput)
    _ = Task.Run(() => StopAtEndOfStandardInput(server));
await server.WaitForShutdownAsync();
return 0;

static void StopAtEndOfStandardInput(WebApplication server)
{
    using var input = Console.OpenStandardInput();
    input.CopyTo(Stream.Null);
    server.Lifetime.StopApplication();
}
