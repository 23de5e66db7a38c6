namespace RedshiftEncryption.Integration.Servers;

/// <summary>The stand-in for Redshift: its Data API, with the objects of radosgw.</summary>
internal sealed class RedshiftServer : IAsyncDisposable
{
    readonly ServerProcess process;

    RedshiftServer(ServerProcess process)
    {
        this.process = process;
        Endpoint = process.Read<Connection>().Endpoint;
    }

    /// <summary>Gets the URL of its Data API.</summary>
    public string Endpoint { get; }

    public static async Task<RedshiftServer> StartAsync(RadosgwConnection store, PostgresServer postgres)
    {
        string[] arguments =
        [
            "--postgres",
            postgres.Folder,
            "--access-key-id",
            store.AccessKeyId,
            "--secret-access-key",
            store.SecretAccessKey,
        ];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL_S3"] = store.Endpoint,
            ["AWS_ACCESS_KEY_ID"] = store.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = store.SecretAccessKey,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_REQUEST_CHECKSUM_CALCULATION"] = "WHEN_REQUIRED",
        };
        return new RedshiftServer(await ServerProcess.StartAsync("RedshiftStandIn", arguments, environment));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    sealed record Connection(string Endpoint);
}
