using RedshiftEncryption.Csv;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Tests.Inventory;

public sealed class CsvRowsTests
{
    [Fact]
    public async Task Fields_are_unescaped()
    {
        using var rows = Open("a,\"b,\"\"c\"\"\"\r\n#d,\"e\nf\"\n\n,last");
        Assert.Equal(["a", "b,\"c\""], (await rows.ReadAsync())!);
        Assert.Equal(["#d", "e\nf"], (await rows.ReadAsync())!);
        Assert.Equal(["", "last"], (await rows.ReadAsync())!);
        Assert.Equal(3, rows.Number);
        Assert.Null(await rows.ReadAsync());
    }

    [Theory]
    [InlineData("a,b\"c\"d\n")]
    [InlineData("a,\"b\nc,d\n")]
    [InlineData("a,\"b\"c\n")]
    public async Task Text_that_is_not_CSV_is_refused(string text)
    {
        using var rows = Open(text);
        await Assert.ThrowsAsync<InvalidDataException>(rows.ReadAsync);
    }

    [Fact]
    public async Task A_field_without_an_end_does_not_fill_the_memory()
    {
        using var rows = Open("a," + new string('b', 200_000));
        await Assert.ThrowsAsync<InvalidDataException>(rows.ReadAsync);
    }

    [Fact]
    public async Task A_failure_of_the_text_is_not_blamed_on_it()
    {
        using var rows = new CsvRows(new StreamReader(new BrokenStream()));
        Assert.Equal(ObjectStoreFault.Unavailable, (await Assert.ThrowsAsync<ObjectStoreException>(rows.ReadAsync)).Fault);
    }

    static CsvRows Open(string text) => new(new StringReader(text));

    sealed class BrokenStream : ForwardOnlyStream
    {
        protected override ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            throw new ObjectStoreException(ObjectStoreFault.Unavailable, "The connection broke.");
    }
}
