using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class BufferPoolTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_budget_holds_and_waiters_are_served_in_turn()
    {
        var buffers = new BufferPool(100);
        var first = await buffers.RentAsync(60, Token);
        var second = buffers.RentAsync(60, Token);
        var third = buffers.RentAsync(10, Token);
        Assert.False(second.IsCompleted);
        Assert.False(third.IsCompleted);
        Assert.Equal(60, buffers.Rented);
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
        Assert.Equal(0, buffers.Rented);
    }

    [Fact]
    public async Task A_buffer_beyond_the_budget_is_given_alone()
    {
        var buffers = new BufferPool(100);
        using (var small = await buffers.RentAsync(10, Token))
        {
            var large = buffers.RentAsync(500, Token);
            Assert.False(large.IsCompleted);
            small.Dispose();
            (await large).Dispose();
        }
        Assert.Equal(0, buffers.Rented);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_keep_others_out()
    {
        var buffers = new BufferPool(100);
        using var stopping = new CancellationTokenSource();
        var first = await buffers.RentAsync(100, Token);
        var impatient = buffers.RentAsync(100, stopping.Token);
        var patient = buffers.RentAsync(100, Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        first.Dispose();
        (await patient).Dispose();
        Assert.Equal(0, buffers.Rented);
    }

    [Fact]
    public async Task A_buffer_is_returned_once()
    {
        var buffers = new BufferPool(100);
        var buffer = await buffers.RentAsync(50, Token);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(0, buffers.Rented);
    }
}
