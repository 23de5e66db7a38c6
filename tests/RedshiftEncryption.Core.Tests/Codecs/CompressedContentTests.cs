using System.Security.Cryptography;
using CsCheck;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Compression;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Codecs;

public sealed class CompressedContentTests
{
    static readonly StreamCompression Compression = new();

    /// <summary>The formats whose row in the table says that there is a codec.</summary>
    public static TheoryData<CopyCompression> Formats =>
        [.. FileFormat.All.Where(static format => format.HasCodec).Select(static format => format.Compression)];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static async Task<byte[]> CompressAsync(
        Stream source,
        long length,
        CopyCompression format,
        CompressionLevel level = CompressionLevel.Optimal,
        int step = 4096
    )
    {
        await using var content = new CompressedContent(source, length, Compression, format, level);
        using var result = new MemoryStream();
        var buffer = new byte[step];
        for (int read; (read = await content.ReadAsync(buffer, Token)) > 0; )
            result.Write(buffer, 0, read);
        return result.ToArray();
    }

    static async Task<byte[]> UnpackAsync(byte[] packed, CopyCompression format)
    {
        await using var content = Compression.Decompress(new MemoryStream(packed), format);
        using var result = new MemoryStream();
        await content.CopyToAsync(result, Token);
        return result.ToArray();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_is_unpacked_is_what_was_read_and_never_longer_than_said(CopyCompression format)
    {
        await Gen.Int[0, 200_000]
            .Select(Gen.Int[1, 70_000], Gen.Bool, Gen.Enum<CompressionLevel>())
            .SampleAsync(
                async (length, step, isNoise, level) =>
                {
                    var plaintext = isNoise
                        ? RandomNumberGenerator.GetBytes(length)
                        : [.. Enumerable.Range(0, length).Select(static i => (byte)(i / 7))];
                    var packed = await CompressAsync(new DrippingStream(plaintext, step), length, format, level, step);
                    Assert.InRange(packed.Length, 1, CompressedContent.MaximumLength(length));
                    Assert.Equal(format, FileFormat.Of(packed, ending: default)?.Compression);
                    Assert.Equal(plaintext, await UnpackAsync(packed, format));
                },
                iter: 100
            );
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_same_content_gives_the_same_bytes_and_levels_differ(CopyCompression format)
    {
        var text = System.Text.Encoding.ASCII.GetBytes(
            string.Concat(
                Enumerable.Range(0, 50_000).Select(static i => FormattableString.Invariant($"{i},name {i % 997},{i * 31 % 1009}\n"))
            )
        );
        var optimal = await CompressAsync(new MemoryStream(text), text.Length, format);
        Assert.Equal(optimal, await CompressAsync(new MemoryStream(text), text.Length, format, step: 77));
        var fastest = await CompressAsync(new MemoryStream(text), text.Length, format, CompressionLevel.Fastest);
        var smallest = await CompressAsync(new MemoryStream(text), text.Length, format, CompressionLevel.SmallestSize);
        Assert.True(smallest.Length < Math.Min(optimal.Length, fastest.Length), $"{smallest.Length} < {optimal.Length}, {fastest.Length}");
        Assert.NotEqual(optimal.Length, fastest.Length);
    }

    /// <summary>An empty file is not a gzip file, and gzip reports that.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Nothing_becomes_a_whole_frame(CopyCompression format)
    {
        var packed = await CompressAsync(new MemoryStream(), 0, format);
        Assert.Equal(format, FileFormat.Of(packed, ending: default)?.Compression);
        Assert.Empty(await UnpackAsync(packed, format));
        if (format == CopyCompression.Gzip)
            Assert.Equal(new byte[8], packed[^8..]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_source_that_breaks_off_is_damaged(CopyCompression format)
    {
        foreach (var length in new[] { 0, 1, 300 })
        {
            var packed = await CompressAsync(new MemoryStream(RandomNumberGenerator.GetBytes(length)), length, format);
            Assert.Equal(length, (await UnpackAsync(packed, format)).Length);
            for (var kept = 1; kept < packed.Length; kept++)
                await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(packed[..kept], format));
        }
    }

    [Fact]
    public async Task A_second_gzip_member_that_breaks_off_is_damaged()
    {
        await Gen.Int[0, 100_000]
            .Select(Gen.Int[0, 1000], Gen.Double[0, 1])
            .SampleAsync(
                async (firstLength, secondLength, part) =>
                {
                    var first = await CompressAsync(
                        new MemoryStream(RandomNumberGenerator.GetBytes(firstLength)),
                        firstLength,
                        CopyCompression.Gzip
                    );
                    var second = await CompressAsync(
                        new MemoryStream(RandomNumberGenerator.GetBytes(secondLength)),
                        secondLength,
                        CopyCompression.Gzip
                    );
                    byte[] whole = [.. first, .. second];
                    Assert.Equal(firstLength + secondLength, (await UnpackAsync(whole, CopyCompression.Gzip)).Length);
                    var kept = first.Length + 1 + (int)(part * (second.Length - 2));
                    await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(whole[..kept], CopyCompression.Gzip));
                },
                iter: 100
            );
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Several_frames_after_one_another_are_one_content(CopyCompression format)
    {
        var first = await CompressAsync(new MemoryStream([1, 2, 3]), 3, format);
        var second = await CompressAsync(new MemoryStream([4, 5]), 2, format);
        Assert.Equal([1, 2, 3, 4, 5], await UnpackAsync([.. first, .. second], format));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Damage_is_told_as_invalid_data(CopyCompression format)
    {
        var packed = await CompressAsync(new MemoryStream(RandomNumberGenerator.GetBytes(10_000)), 10_000, format);
        packed[2] ^= 0xff;
        await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(packed, format));
    }

    /// <summary>As pzstd writes it. LZ4 begins with the same frames.</summary>
    [Theory]
    [InlineData(0x50, 4)]
    [InlineData(0x5f, 0)]
    [InlineData(0x53, 70_000)]
    public async Task Zstd_behind_skippable_frames_is_zstd(byte magic, int length)
    {
        byte[] skippable = [magic, 0x2a, 0x4d, 0x18, .. BitConverter.GetBytes(length), .. new byte[length]];
        byte[] packed = [.. skippable, .. skippable, .. await CompressAsync(new MemoryStream([1, 2, 3]), 3, CopyCompression.Zstd)];
        Assert.Equal(CopyCompression.Zstd, FileFormat.Of(packed, ending: default)?.Compression);
        Assert.Equal(CopyCompression.Zstd, FileFormat.Of(packed.AsSpan(0, Math.Min(packed.Length, 16)), ending: default)?.Compression);
        Assert.Equal([1, 2, 3], await UnpackAsync(packed, CopyCompression.Zstd));
        Assert.Null(FileFormat.Of([.. skippable, 0x04, 0x22, 0x4d, 0x18], ending: default));
    }

    [Fact]
    public async Task A_truncated_zstd_frame_is_told_as_invalid_data()
    {
        var packed = await CompressAsync(new MemoryStream(RandomNumberGenerator.GetBytes(10_000)), 10_000, CopyCompression.Zstd);
        await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(packed[..5_000], CopyCompression.Zstd));
    }
}
