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

    [Fact]
    public async Task A_part_that_is_shorter_than_the_others_takes_one_of_their_buffers()
    {
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        byte[] bytes;
        using (var whole = await buffers.RentAsync(PartSize.Default, Token))
            bytes = whole.Bytes;
        using var last = await buffers.RentAsync(PartSize.Default / 2 + 16, Token);
        Assert.Same(bytes, last.Bytes);
        Assert.Equal(PartSize.Default / 2 + 16, last.Length);
        Assert.Equal(PartSize.Default, buffers.Used);
    }

    /// <summary>Buffers for reuse, those in use, compressors and what the SDK needs for each part: all of it.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(256)]
    public async Task The_limit_covers_everything_that_grows(int mebibytes)
    {
        var limit = mebibytes * 1024L * 1024;
        var now = TimeSpan.Zero;
        var buffers = new BufferPool(limit, () => now);
        var random = new Random(20261128);
        var rented = new List<PartBuffer>();
        var reserved = new List<IDisposable>();
        var peak = 0L;
        for (var i = 0; i < 5000; i++)
        {
            now += TimeSpan.FromMilliseconds(50);
            if (i % 16 == 0)
                reserved.Add(await Rented(buffers.ReserveAsync(1024 * 1024, Token), reserved));
            rented.Add(await Rented(buffers.RentAsync(Length(), Token), rented));
            peak = Math.Max(peak, buffers.Used);
            if (random.Next(3) == 0)
                Dispose(rented);
            if (i % 64 == 0)
                Dispose(reserved);
        }
        Assert.InRange(peak, limit / 2, limit);
        while (rented.Count > 0)
            Dispose(rented);
        Assert.Equal(0, buffers.Rented);

        int Length() => random.Next(4) == 0 ? random.Next(1, PartSize.Default) : PartSize.Default;

        void Dispose<T>(List<T> list)
            where T : IDisposable
        {
            if (list.Count == 0)
                return;
            list[0].Dispose();
            list.RemoveAt(0);
        }

        // The pool is exhausted: what was taken first is returned until it is not.
        async Task<T> Rented<T>(Task<T> task, List<T> list)
            where T : IDisposable
        {
            while (!task.IsCompleted)
            {
                if (rented.Count > 0)
                    Dispose(rented);
                else
                    Dispose(list);
                await Task.Yield();
            }
            return await task;
        }
    }

    [Fact]
    public async Task A_buffer_finds_room_while_all_memory_is_reserved()
    {
        var buffers = new BufferPool(100);
        using var first = await buffers.ReserveAsync(1000, Token);
        var second = buffers.ReserveAsync(1, Token);
        (await buffers.RentAsync(50, Token)).Dispose();
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        Assert.Equal(0, buffers.Used);
    }

    [Fact]
    public async Task More_parts_are_in_progress_where_the_network_is_slow()
    {
        var now = TimeSpan.Zero;
        var buffers = new BufferPool(BufferPool.DefaultLimit, () => now);
        var sending = new Queue<PartBuffer>();
        var next = buffers.RentAsync(PartSize.Default, Token, isFilledHere: true);
        var counts = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            // A request takes its memory when it is admitted, before its task completes.
            while (buffers.Rented > sending.Count * (long)PartSize.Default)
            {
                var part = await next;
                part.MarkFilled();
                sending.Enqueue(part);
                next = buffers.RentAsync(PartSize.Default, Token, isFilledHere: true);
            }
            counts.Add(sending.Count);
            now += TimeSpan.FromSeconds(1);
            for (var count = sending.Count; count > 0; count--)
                sending.Dequeue().Dispose();
        }
        Assert.Equal(4, counts[0]);
        Assert.Equal(30, counts[^1]);
    }
}
