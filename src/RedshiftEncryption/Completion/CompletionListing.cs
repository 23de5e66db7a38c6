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
/// Lists buckets and keys for completion: requested within a time limit, and cached for some seconds. A failure yields no
/// choices and no error, because no command has run yet.
/// </summary>
internal static class CompletionListing
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    /// <summary>The environment variables that affect the connection, and so belong to the cache key.</summary>
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

    /// <summary>Returns the names of the buckets.</summary>
    /// <param name="bound">The parameters on the command line, as far as they are known.</param>
    public static IReadOnlyList<string> Buckets(IDictionary bound) =>
        Ask(bound, "", static async (store, token) => new KeyLevel([], await store.ListBucketsAsync(token).ConfigureAwait(false))).Keys;

    /// <summary>Returns one level of keys below a prefix.</summary>
    /// <param name="bound">The parameters on the command line, as far as they are known.</param>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">The prefix of the keys.</param>
    public static KeyLevel Keys(IDictionary bound, string bucketName, string keyPrefix) =>
        Ask(bound, $"{bucketName}/{keyPrefix}", (store, token) => store.ListLevelAsync(bucketName, keyPrefix, token));

    /// <summary>Returns a parameter's value as text; null for none.</summary>
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
                request.ExpectedBucketOwner,
            }.Concat(EnvironmentVariables.Select(Environment.GetEnvironmentVariable))
        );
        if (Known.TryGetValue(key, out var known) && Stopwatch.GetTimestamp() - known.Time < Remembered.TotalSeconds * Stopwatch.Frequency)
            return known.Found;
        // Not on this thread: the SDK resolves regions and credentials synchronously.
        var asking = Task.Run(() => AskAsync(request, ask));
        var found = asking.Wait(TimeLimit) ? asking.Result : Nothing;
        // Failures are cached too, so that the next Tab key need not wait again.
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
            ExpectedBucketOwner = Text(bound, "ExpectedBucketOwner"),
            Timeout = TimeLimit,
            RetryTimeout = TimeSpan.Zero,
        };
    }

    /// <summary>Reads a variable of the session. A completer does not receive a session, but runs in one.</summary>
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
