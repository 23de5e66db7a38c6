using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class UploadStateTests : IDisposable
{
    readonly RootKey rootKey = RootKey.Create();
    readonly DataKey dataKey = DataKey.Create();
    readonly UploadState state;

    public UploadStateTests()
    {
        var facts = new UploadFacts(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["bucket"] = "b",
                ["key"] = "\u00e9\n\"k\"",
                ["path"] = "/source",
            }
        );
        state = new UploadState(facts, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))
        {
            Envelope = ContentEnvelope.Create(rootKey, dataKey),
        };
    }

    public void Dispose()
    {
        rootKey.Dispose();
        dataKey.Dispose();
    }

    [Fact]
    public void What_is_written_is_read()
    {
        var read = UploadState.Parse([.. Written(), .. UploadState.Part(2, 5, 7), .. UploadState.Part(1, 5, uint.MaxValue)]);
        Assert.Null(read.Facts.DifferenceFrom(state.Facts));
        Assert.Equal(state.StartedUtc, read.StartedUtc);
        Assert.Equal(("upload+/=", "aws:kms"), (read.UploadId, read.ServerSideEncryption));
        Assert.Equal(state.Envelope!.WrappedKey, read.Envelope!.WrappedKey);
        Assert.Equal(state.Envelope.InitializationVector, read.Envelope.InitializationVector);
        Assert.Equal([(1, (5, uint.MaxValue)), (2, (5L, 7u))], read.Sent.Select(static part => (part.Key, part.Value)).Order());
        Assert.True(read.IsAuthentic(dataKey));
        using var other = DataKey.Create();
        Assert.False(read.IsAuthentic(other));
    }

    [Fact]
    public void A_run_that_was_killed_before_it_knew_the_upload_left_none()
    {
        Assert.Null(UploadState.Parse(state.Header()).UploadId);
        Assert.Null(UploadState.Parse([.. state.Header(), .. "{\"uploadId\":\"half"u8]).UploadId);
    }

    [Fact]
    public void No_changed_byte_passes()
    {
        var written = Written();
        var refused = 0;
        for (var i = 0; i < written.Length; i++)
        {
            foreach (var change in new byte[] { 1, 0x20, 0x80 })
            {
                var changed = (byte[])written.Clone();
                changed[i] ^= change;
                try
                {
                    // Without its second line, a state names no upload. The code itself can be written in another way.
                    var read = UploadState.Parse(changed);
                    if (read.UploadId is not null && read.IsAuthentic(dataKey))
                        Assert.Equal((state.Facts.DifferenceFrom(read.Facts), "upload+/="), (null, read.UploadId));
                    else
                        refused++;
                }
                catch (FormatException)
                {
                    refused++;
                }
            }
        }
        Assert.InRange(refused, (written.Length * 3) - 200, written.Length * 3);
    }

    [Fact]
    public void A_line_of_another_state_does_not_pass()
    {
        var other = state with { StartedUtc = state.StartedUtc.AddSeconds(1) };
        Assert.False(UploadState.Parse([.. other.Header(), .. state.Started("upload+/=", "aws:kms", dataKey)]).IsAuthentic(dataKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x\n")]
    [InlineData("[]\n")]
    [InlineData("{}\n")]
    [InlineData("{\"format\":\"RedshiftEncryption upload, version 2\"}\n")]
    [InlineData("{\"format\":\"RedshiftEncryption upload, version 1\",\"startedUtc\":\"now\",\"facts\":{}}\n")]
    [InlineData("{\"format\":\"RedshiftEncryption upload, version 1\",\"startedUtc\":\"2026-01-02T03:04:05.0000000Z\",\"facts\":[]}\n")]
    [InlineData(
        "{\"format\":\"RedshiftEncryption upload, version 1\",\"startedUtc\":\"2026-01-02T03:04:05.0000000Z\",\"facts\":{\"a\":1}}\n"
    )]
    [InlineData(
        "{\"format\":\"RedshiftEncryption upload, version 1\",\"startedUtc\":\"2026-01-02T03:04:05.0000000Z\",\"facts\":{},\"wrappedKey\":\"AAAA\"}\n"
    )]
    public void Other_files_are_refused(string text) =>
        Assert.Throws<FormatException>(() => UploadState.Parse(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Only_one_file_of_a_destination_can_be_open()
    {
        using var folder = new TemporaryFolder();
        var address = new RedshiftEncryption.Storage.S3Address("b", "k");
        using var first = new UploadStateFile(folder.Path, endpoint: null, address);
        using var second = new UploadStateFile(folder.Path, endpoint: null, address);
        using var other = new UploadStateFile(folder.Path, "http://127.0.0.1", address);
        Assert.False(first.TryOpen());
        first.Create(state.Header());
        Assert.True(Assert.Throws<UploadStateException>(() => second.TryOpen()).IsInUse);
        Assert.True(Assert.Throws<UploadStateException>(() => second.Create(state.Header())).IsInUse);
        Assert.False(other.TryOpen());
        first.Dispose();
        Assert.True(second.TryOpen());
        Assert.Equal(state.Header(), second.Read());
        second.Delete();
        Assert.False(first.TryOpen());
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    byte[] Written() => [.. state.Header(), .. state.Started("upload+/=", "aws:kms", dataKey)];
}
