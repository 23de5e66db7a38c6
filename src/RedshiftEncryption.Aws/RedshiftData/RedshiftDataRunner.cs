using System.Net.Http.Headers;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Aws.RedshiftData;

/// <summary>
/// Runs statements by the Redshift Data API. Its protocol is AWS JSON 1.1, which is sent here because the SDK's package for
/// the service is not available; the SDK resolves credentials and endpoints, and signs.
/// </summary>
internal sealed class RedshiftDataRunner : IStatementRunner
{
    /// <summary>The maximum length of a response in bytes. The longest one contains a hundred rows of a system view.</summary>
    const int MaximumResponseLength = 16 * 1024 * 1024;

    /// <summary>The time limit of a whole request, of which the service can wait for 30 seconds.</summary>
    static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);

    readonly HttpClient client;
    readonly Uri url;

    RedshiftDataRunner(AWSCredentials credentials, RedshiftDataConfig config, Uri url, string region)
    {
        this.url = url;
        Region = region;
        var signing = new SigV4SigningHandler(
            credentials,
            config.RegionEndpoint,
            RedshiftDataConfig.ServiceName,
            new AwsHttpClientFactory().CreateHandler(config)
        );
        client = new HttpClient(signing) { Timeout = RequestTimeout, MaxResponseContentBufferSize = MaximumResponseLength };
    }

    public string Region { get; }

    /// <summary>Resolves the endpoint and the credentials without a request to the service.</summary>
    /// <exception cref="InvalidConnectionException">No region or no credentials were found, or the profile does not
    /// exist.</exception>
    public static async Task<IStatementRunner> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (config, url, region) = RedshiftDataEndpoint.Resolve(request);
            cancellationToken.ThrowIfCancellationRequested();
            var credentials = await Credentials.ResolveAsync(request, config).ConfigureAwait(false);
            return new RetryingStatementRunner(
                new RedshiftDataRunner(credentials, config, url, region),
                request.RetryTimeout ?? RetryLimits.Default.Timeout!.Value,
                new SystemRetryClock()
            );
        }
        catch (AmazonClientException exception)
        {
            throw new InvalidConnectionException($"The AWS SDK cannot connect to Amazon Redshift: {exception.Message}", exception);
        }
    }

    public Task<StartedStatement> StartAsync(StatementBatch batch, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["Database"] = batch.Target.Database,
            ["WorkgroupName"] = batch.Target.WorkgroupName,
            ["ClusterIdentifier"] = batch.Target.ClusterIdentifier,
            ["DbUser"] = batch.Target.DbUser,
            ["SecretArn"] = batch.Target.SecretArn,
            ["StatementName"] = batch.Name,
            ["ClientToken"] = batch.ClientToken,
        };
        if (batch.Statements.Count == 1)
            fields.Add("Sql", batch.Statements[0]);
        else
            fields.Add("Sqls", batch.Statements);
        var action = batch.Statements.Count == 1 ? "ExecuteStatement" : "BatchExecuteStatement";
        return SendAsync(action, batch.Target.ToString(), fields, RedshiftDataResponse.Started, cancellationToken);
    }

    public Task<StatementState> DescribeAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal) { ["Id"] = id };
        if (wait >= TimeSpan.FromSeconds(1))
            fields.Add("WaitTimeSeconds", (int)wait.TotalSeconds);
        return SendAsync(
            "DescribeStatement",
            $"the run {id}",
            fields,
            (root, _) => RedshiftDataResponse.State(root, id),
            cancellationToken
        );
    }

    public Task CancelAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(
            "CancelStatement",
            $"the run {id}",
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["Id"] = id },
            static (_, _) => true,
            cancellationToken
        );

    public Task<ResultPage> ReadResultAsync(string id, string? continuation, CancellationToken cancellationToken) =>
        SendAsync(
            "GetStatementResult",
            $"the run {id}",
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["Id"] = id, ["NextToken"] = continuation },
            static (root, _) => RedshiftDataResponse.Page(root),
            cancellationToken
        );

    public void Dispose() => client.Dispose();

    /// <summary>Sends a request, and checks and reads its response. The only place where this service's responses pass.</summary>
    /// <param name="action">The action of the API.</param>
    /// <param name="target">What the request is for, in the middle of a sentence.</param>
    /// <param name="fields">The body; fields that are null are omitted.</param>
    /// <param name="read">Reads the body of the response, which is an object, and the time of the response.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    async Task<T> SendAsync<T>(
        string action,
        string target,
        Dictionary<string, object?> fields,
        Func<JsonElement, DateTime?, T> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url);
            request.Headers.Add("X-Amz-Target", $"RedshiftData.{action}");
            var given = fields
                .Where(static field => field.Value is not null)
                .ToDictionary(static field => field.Key, static field => field.Value, StringComparer.Ordinal);
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(given));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
#pragma warning disable CA2016 // The content is in memory already, and .NET Standard has no overload.
            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#pragma warning restore CA2016
            if (!response.IsSuccessStatusCode)
                throw RedshiftDataFailure.Refused(response, body, action, target, Region);
            return RedshiftDataResponse.Read(body, root => read(root, response.Headers.Date?.UtcDateTime));
        }
        catch (FormatException exception)
        {
            throw RedshiftDataFailure.Invalid(action, url, exception.Message, exception);
        }
        catch (Exception exception) when (exception is not RedshiftDataException)
        {
            throw RedshiftDataFailure.Translate(exception, action, target, cancellationToken);
        }
    }
}
