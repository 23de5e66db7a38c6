using System.Net;
using System.Net.Sockets;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration;

/// <summary>Tests the headers of archived objects with a scripted server, because neither real server here supports archives.</summary>
public sealed class ArchiveHeaderTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GLACIER", null, null, "GLACIER", null, false)]
    [InlineData("GLACIER", "ongoing-request=\"true\"", null, "GLACIER", null, false)]
    [InlineData(
        "DEEP_ARCHIVE",
        "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2040 00:00:00 GMT\"",
        null,
        "DEEP_ARCHIVE",
        null,
        true
    )]
    [InlineData("INTELLIGENT_TIERING", null, "DEEP_ARCHIVE_ACCESS", "INTELLIGENT_TIERING", "DEEP_ARCHIVE_ACCESS", false)]
    [InlineData(null, null, null, null, null, false)]
    public async Task Archives_are_read_off_a_HEAD(
        string? storageClass,
        string? restore,
        string? status,
        string? expectedClass,
        string? expectedStatus,
        bool isRestored
    )
    {
        using var listener = Listen();
        using var store = await S3ObjectStore.OpenAsync(
            new ConnectionRequest { EndpointUrl = listener.Prefixes.Single(), Credential = new("id", "secret") },
            Token
        );
        var describing = store.DescribeAsync(new S3Address("b", "k"), Token);
        var exchange = await listener.GetContextAsync().WaitAsync(Token);
        foreach (
            var (name, value) in new[]
            {
                ("x-amz-storage-class", storageClass),
                ("x-amz-restore", restore),
                ("x-amz-archive-status", status),
            }
        )
        {
            if (value is not null)
                exchange.Response.AddHeader(name, value);
        }
        exchange.Response.AddHeader("ETag", "\"0cc175b9c0f1b6a831c399e269772661\"");
        exchange.Response.ContentLength64 = 5;
        exchange.Response.Close();
        var description = await describing;
        Assert.Equal(
            (expectedClass, expectedStatus, isRestored),
            (description.StorageClass, description.ArchiveStatus, description.IsRestored)
        );
        Assert.Equal((5, null), (description.Length, description.ServerSideEncryption));
    }

    static HttpListener Listen()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/" } };
        probe.Stop();
        listener.Start();
        return listener;
    }
}
