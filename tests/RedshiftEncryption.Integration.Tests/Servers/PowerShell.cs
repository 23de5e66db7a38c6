using System.Diagnostics;
using System.Text.Json;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>A real PowerShell with the built module, as a user has it.</summary>
internal static class PowerShell
{
    const string Prelude = """
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        Import-Module $env:TEST_MODULE

        """;

    /// <summary>Runs a script against a server and returns the JSON that it writes.</summary>
    public static async Task<JsonElement> RunAsync(
        RadosgwConnection connection,
        string script,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var (exitCode, output, error) = await Command.RunAsync("dotnet", Arguments(script), "", Variables(connection, environment));
        Assert.True(exitCode == 0, output + error);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Starts a script that the caller ends.</summary>
    public static Process Start(RadosgwConnection connection, string script, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", Arguments(script)) { UseShellExecute = false };
        foreach (var variable in Variables(connection, environment))
            start.Environment[variable.Key] = variable.Value;
        return Process.Start(start)!;
    }

    static string[] Arguments(string script)
    {
        if (Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_PWSH") is not { Length: > 0 } pwsh)
        {
            Repository.Lack("REDSHIFT_ENCRYPTION_PWSH does not name pwsh.dll; build.ps1 -Task Test sets it.");
            return [];
        }
        return [pwsh, "-NoProfile", "-NonInteractive", "-Command", Prelude + script];
    }

    static Dictionary<string, string> Variables(RadosgwConnection connection, IReadOnlyDictionary<string, string> environment) =>
        new(environment, StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL_S3"] = connection.Endpoint,
            ["AWS_ACCESS_KEY_ID"] = connection.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = connection.SecretAccessKey,
            ["TEST_MODULE"] = Path.Combine(Repository.Root, "RedshiftEncryption.psd1"),
            ["NO_COLOR"] = "1",
        };
}
