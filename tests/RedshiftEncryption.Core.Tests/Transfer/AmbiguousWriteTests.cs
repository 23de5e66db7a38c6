using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

/// <summary>A write that no response confirms is a success only if the object can be recognized.</summary>
public sealed class AmbiguousWriteTests : IDisposable
{
    static readonly S3Address Address = new("b", "k");
    static readonly WrittenContent Content = WrittenContent.Of(new ArraySegment<byte>("hello"u8.ToArray()), crc32C: 7);

    readonly MemoryStore store = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData("etag", true)]
    [InlineData("checksum", true)]
    [InlineData("other etag", false)]
    [InlineData("length", false)]
    [InlineData("envelope", true)]
    [InlineData("other envelope", false)]
    [InlineData("mark", true)]
    [InlineData("mark without encryption", false)]
    [InlineData("mark of what was overwritten", false)]
    [InlineData("nothing", false)]
    public async Task Only_what_is_recognized_is_confirmed(string what, bool confirmed)
    {
        var hasEnvelope = what.EndsWith("envelope", StringComparison.Ordinal);
        var hasMark = what.StartsWith("mark", StringComparison.Ordinal);
        var metadata =
            hasEnvelope ? Fields(("x-amz-key", "a"), ("x-amz-iv", "b"))
            : hasMark ? Fields(("redshift-encryption-source", "v1:x"))
            : Fields();
        var write = new ObjectWrite(Address)
        {
            IsCiphertext = hasEnvelope,
            Metadata = metadata,
            ServerSideEncryption = hasMark ? "aws:kms" : null,
            ReplacedETag = hasMark ? "before" : null,
        };
        var found = new ObjectDescription
        {
            Length = what is "length" ? 6 : 5,
            Metadata = what is "other envelope" ? Fields(("x-amz-key", "a"), ("x-amz-iv", "c")) : metadata,
            ETag = "other",
            ServerSideEncryption = write.ServerSideEncryption,
        };
        if (what is not "nothing")
        {
            store.Add(
                Address.Key,
                what switch
                {
                    "etag" or "length" => found with { ETag = "5d41402abc4b2a76b9719d911017c592" },
                    "checksum" => found with { Crc32C = 7 },
                    "mark without encryption" => found with { ServerSideEncryption = null },
                    "mark of what was overwritten" => found with { ETag = "before" },
                    _ => found,
                }
            );
        }

        var confirming = AmbiguousWrite.ConfirmAsync(
            store,
            write,
            Content,
            static () => throw new ObjectStoreException(ObjectStoreFault.WriteNotConfirmed, "No ETag."),
            Token
        );

        if (confirmed)
            Assert.NotNull((await confirming).ETag);
        else
            Assert.Equal(ObjectStoreFault.WriteNotConfirmed, (await Assert.ThrowsAsync<ObjectStoreException>(() => confirming)).Fault);
    }

    [Fact]
    public async Task What_the_server_rejected_is_not_asked_for()
    {
        var rejection = new ObjectStoreException(ObjectStoreFault.Unavailable, "SlowDown") { IsRejection = true };
        await Assert.ThrowsAsync<ObjectStoreException>(() =>
            AmbiguousWrite.ConfirmAsync(store, new ObjectWrite(Address), Content, () => throw rejection, Token)
        );
        Assert.Empty(store.Requests);
    }

    static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(static field => field.Name, static field => field.Value, StringComparer.Ordinal);
}
