using CsCheck;
using RedshiftEncryption.Source;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Source;

public sealed class SourceContentTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_range_behind_its_header_is_read_by_position_and_in_a_stream()
    {
        var bytes = Enumerable.Range(0, 251).Select(static i => (byte)i).ToArray();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "source");
        await File.WriteAllBytesAsync(path, bytes, Token);
        using var file = await SourceFile.OpenAsync(path, Token);
        await Gen.Int[0, 251]
            .Select(Gen.Int[0, 251], Gen.Int[0, 100], Gen.Int[0, 360], Gen.Int[1, 400])
            .SampleAsync(
                async (offset, length, header, position, count) =>
                {
                    length = Math.Min(length, bytes.Length - offset);
                    var expected = bytes[..header].Concat(bytes[offset..(offset + length)]).ToArray();
                    var content = new SourceContent(file, new SourceRange(offset, length, header));
                    Assert.Equal(expected.Length, content.Length);
                    var buffer = new byte[count];
                    var read = await content.ReadAtAsync(position, buffer, Token);
                    Assert.Equal(expected.Skip(position).Take(count), buffer[..read]);
                    using var copy = new MemoryStream();
                    await using var stream = content.OpenStream();
                    await stream.CopyToAsync(copy, count, Token);
                    Assert.Equal(expected, copy.ToArray());
                }
            );
    }

    [Theory]
    [InlineData(999)]
    [InlineData(0)]
    public async Task A_file_that_shrinks_is_told(int actual)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "source");
        await File.WriteAllBytesAsync(path, new byte[1000], Token);
        using var file = await SourceFile.OpenAsync(path, Token);
        await using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            writer.SetLength(actual);
        await using var stream = new SourceContent(file).OpenStream();
        var exception = await Assert.ThrowsAsync<SourceChangedException>(() => stream.CopyToAsync(Stream.Null, Token));
        Assert.Contains($"from 1000 to {actual} bytes", exception.Message, StringComparison.Ordinal);
        Assert.Throws<SourceChangedException>(file.ThrowIfChanged);
    }
}
