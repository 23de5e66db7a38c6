using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Completion;

/// <summary>
/// What S3 has for a completion to choose from: asked for within a time limit, and remembered for some seconds. Where it
/// cannot be had there is nothing to choose from, and no error: nobody has asked for anything yet.
/// </summary>
internal static class CompletionListing
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    /// <summary>Where the connection comes from, beside the command line and the session.</summary>
    static readonly string[] EnvironmentVariables =
    [
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3",
        "AWS_CONFIG_FILE",
    ];

    static readonly ConcurrentDictionary<string, (long Time, KeyLevel Found)> Known = new(StringComparer.Ordinal);
    static readonly KeyLevel Nothing = new([], []);

    /// <param name="bound">The parameters on the command line, as far as they are known.</param>
    public static IReadOnlyList<string> Buckets(IDictionary bound) =>
        Ask(bound, "", static async (store, token) => new KeyLevel([], await store.ListBucketsAsync(token).ConfigureAwait(false))).Keys;

    /// <param name="bound">The parameters on the command line, as far as they are known.</param>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">What the keys begin with.</param>
    public static KeyLevel Keys(IDictionary bound, string bucketName, string keyPrefix) =>
        Ask(bound, $"{bucketName}/{keyPrefix}", (store, token) => store.ListLevelAsync(bucketName, keyPrefix, token));

    /// <summary>A parameter's value as a text; null where it has none.</summary>
    public static string? Text(IDictionary bound, string parameter) => bound[parameter]?.ToString() is { Length: > 0 } text ? text : null;

    static KeyLevel Ask(IDictionary bound, string question, Func<IObjectStore, CancellationToken, Task<KeyLevel>> ask)
    {
        ConnectionRequest request;
        try
        {
            request = Request(bound);
        }
        catch (InvalidConnectionException)
        {
            return Nothing;
        }
        var key = string.Join(
            "\n",
            new[]
            {
                question,
                request.Region,
                request.ProfileName,
                request.EndpointUrl,
                request.Credential?.UserName,
                request.RequesterPays.ToString(),
            }.Concat(EnvironmentVariables.Select(Environment.GetEnvironmentVariable))
        );
        if (Known.TryGetValue(key, out var known) && Stopwatch.GetTimestamp() - known.Time < Remembered.TotalSeconds * Stopwatch.Frequency)
            return known.Found;
        // Not on this thread, for the SDK asks for regions and credentials synchronously.
        var asking = Task.Run(() => AskAsync(request, ask));
        var found = asking.Wait(TimeLimit) ? asking.Result : Nothing;
        // A failure too: the next key need not wait for it again.
        Known[key] = (Stopwatch.GetTimestamp(), found);
        return found;
    }

    static async Task<KeyLevel> AskAsync(ConnectionRequest request, Func<IObjectStore, CancellationToken, Task<KeyLevel>> ask)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        try
        {
            using var store = await ObjectStoreOpener.OpenAsync(request, limit.Token).ConfigureAwait(false);
            return await ask(store, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ObjectStoreException or InvalidConnectionException or OperationCanceledException)
        {
            return Nothing;
        }
    }

    static ConnectionRequest Request(IDictionary bound)
    {
        var credential = bound["AwsCredential"] as PSCredential;
        return new ConnectionRequest
        {
            Region = Text(bound, "Region") ?? AwsToolsSession.Region(SessionVariable),
            ProfileName = Text(bound, "ProfileName") ?? (credential is null ? AwsToolsSession.ProfileName(SessionVariable) : null),
            EndpointUrl = Text(bound, "EndpointUrl"),
            Credential = credential?.GetNetworkCredential(),
            SessionToken = bound["SessionToken"] as SecureString,
            RequesterPays = bound.Contains("RequesterPays"),
            Timeout = TimeLimit,
            RetryTimeout = TimeSpan.Zero,
        };
    }

    /// <summary>A completer is given no session; it runs in one.</summary>
    static object? SessionVariable(string name)
    {
        if (Runspace.DefaultRunspace is null)
            return null;
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell
            .AddCommand(@"Microsoft.PowerShell.Utility\Get-Variable")
            .AddParameter("Name", name)
            .AddParameter("ValueOnly")
            .AddParameter("ErrorAction", ActionPreference.Ignore)
            .Invoke()
            .FirstOrDefault();
    }
}
