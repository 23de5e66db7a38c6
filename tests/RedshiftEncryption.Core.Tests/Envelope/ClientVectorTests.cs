using System.Text;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Envelope;

/// <summary>Tests that objects of AWS's client for .NET are decrypted, and that changed ones are never decrypted to anything else.</summary>
public sealed class ClientVectorTests : IDisposable
{
    /// <summary>Set to flip every bit of every vector, and not one bit of each byte of those with 17 bytes.</summary>
    const string AllFlips = "REDSHIFT_ENCRYPTION_TEST_ALL_FLIPS";

    const string Key = "sales/2026.csv";

    readonly ClientVectors vectors = ClientVectors.Load();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => vectors.Dispose();

    static async Task<byte[]> ReadAsync(ClientVector vector, KeyRing ring)
    {
        var store = new MemoryStore();
        vector.AddTo(store, Key);
        using var opened = await OpenedObject.OpenAsync(store, new S3Address("b", Key), ring, Token);
        Assert.NotEqual(EnvelopeKind.None, opened.Reading.Kind);
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        using var plaintext = new MemoryStream();
        await PlaintextChunks.ReadAllAsync(opened, buffers, chunk => plaintext.Write(chunk.Bytes.AsSpan()), Token);
        return plaintext.ToArray();
    }

    [Fact]
    public async Task All_are_decrypted()
    {
        var ring = vectors.Ring();
        foreach (var vector in vectors.All)
        {
            var read = await ReadAsync(vector, ring);
            Assert.True(vector.Plaintext.AsSpan().SequenceEqual(read), vector.Name);
        }
        Assert.Equal(40, vectors.All.Count);
    }

    [Fact]
    public async Task None_is_decrypted_to_anything_else_after_a_flipped_bit()
    {
        var isFull = Environment.GetEnvironmentVariable(AllFlips) is { Length: > 0 };
        var ring = vectors.Ring();
        var (refused, same) = (0, 0);
        foreach (var vector in vectors.All.Where(vector => isFull || vector.Plaintext.Length == 17))
        {
            foreach (var (changed, name) in Changed(vector, isFull))
            {
                try
                {
                    var read = await ReadAsync(changed, ring);
                    Assert.True(vector.Plaintext.AsSpan().SequenceEqual(read), $"{vector.Name}, {name}");
                    same++;
                }
                catch (Exception exception)
                    when (exception is EnvelopeException or DamagedContentException or RootKeyRequiredException or KeyProtectionException)
                {
                    refused++;
                }
            }
        }
        TestContext.Current.SendDiagnosticMessage($"{refused} changed objects refused, {same} decrypted to their plaintext.");
        Assert.True(refused > 3000, $"{refused} refused");
        // Fields that are not secured and do not matter, such as the material description.
        Assert.True(same < refused / 20, $"{same} of {refused}");
    }

    static IEnumerable<(ClientVector Vector, string Name)> Changed(ClientVector vector, bool everyBit)
    {
        foreach (var (field, value) in vector.Metadata)
        {
            foreach (var flipped in Flips(Encoding.Latin1.GetBytes(value), everyBit))
            {
                var metadata = new Dictionary<string, string>(vector.Metadata) { [field] = Encoding.Latin1.GetString(flipped) };
                yield return (vector with { Metadata = metadata }, field);
            }
        }
        foreach (var flipped in Flips(vector.Content, everyBit))
            yield return (vector with { Content = flipped }, "content");
        foreach (var flipped in Flips(vector.Instructions ?? [], everyBit))
            yield return (vector with { Instructions = flipped }, "instruction file");
    }

    static IEnumerable<byte[]> Flips(byte[] bytes, bool everyBit)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = everyBit ? 0 : i % 8; bit < (everyBit ? 8 : i % 8 + 1); bit++)
            {
                var flipped = (byte[])bytes.Clone();
                flipped[i] ^= (byte)(1 << bit);
                yield return flipped;
            }
        }
    }

    [Fact]
    public async Task Without_its_key_an_object_is_not_opened()
    {
        using var other = RootKey.Create();
        foreach (var vector in vectors.All)
        {
            await Assert.ThrowsAsync<RootKeyRequiredException>(() => ReadAsync(vector, KeyRing.Empty));
            if (vector.Name.Contains("AES", StringComparison.Ordinal))
            {
                var exception = await Assert.ThrowsAsync<EnvelopeException>(() => ReadAsync(vector, new KeyRing([other])));
                Assert.Equal(EnvelopeFault.WrongRootKey, exception.Fault);
            }
        }
    }

    [Fact]
    public async Task A_commitment_to_another_key_is_refused()
    {
        var committed = vectors.All.Where(static vector => vector.Name.StartsWith("V3-AES-metadata", StringComparison.Ordinal)).ToList();
        var (first, second) = (committed[^1], committed[^2]);
        var changed = first with { Metadata = new(first.Metadata) { ["x-amz-d"] = second.Metadata["x-amz-d"] } };
        var exception = await Assert.ThrowsAsync<EnvelopeException>(() => ReadAsync(changed, vectors.Ring()));
        Assert.Equal(EnvelopeFault.DamagedEnvelope, exception.Fault);
        Assert.Contains("commitment", exception.Message, StringComparison.Ordinal);
    }
}
