using System.Diagnostics;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Provides the buffers of one command within a memory limit, in the order of requests, and is thereby the one window of the
/// parts that are in progress for the command. As long as more parts do not make the command faster, only a few are in
/// progress: see <see cref="AdaptiveLimit"/>. Large buffers are reused, because arrays of their size would otherwise stay in
/// memory until the runtime's rarest collection. They belong to the command and are not shared within the process, because
/// they can contain plaintext. Thread-safe.
/// </summary>
internal sealed class BufferPool
{
    /// <summary>256 MiB.</summary>
    public const long DefaultLimit = 256L * 1024 * 1024;

    const int KiB = 1024;
    const int MiB = 1024 * KiB;

    /// <summary>The length of the smallest buffer that is reused, in bytes. The runtime collects smaller ones at once.</summary>
    const int LeastReused = 64 * KiB;

    /// <summary>What the SDK and the connection allocate for a part in progress, in bytes.</summary>
    const int CostOfPart = 512 * KiB;

    /// <summary>The number of parts whose additional memory is not counted: it is small compared with the SDK itself.</summary>
    const int FreeParts = 2;

    /// <summary>The number of parts in progress at the start: two processors fill, and two parts are sent.</summary>
    const int FirstParts = 4;

    readonly List<byte[]> spare = [];
    readonly Queue<Waiter> waiting = new();
    readonly Queue<(long Bytes, TaskCompletionSource<bool> Turn)> reserving = new();
    readonly long limit;
    readonly AdaptiveLimit window;
    long rented;
    long held;
    long reserved;
    int parts;
    int filling;

    /// <param name="limit">The memory limit in bytes.</param>
    /// <param name="clock">Returns the time since any fixed moment; null for the real one.</param>
    public BufferPool(long limit, Func<TimeSpan>? clock = null)
    {
        this.limit = limit;
        window = new AdaptiveLimit(FirstParts * PartSize.Default, limit, clock ?? Clock);
    }

    static Func<TimeSpan> Clock
    {
        get
        {
            var elapsed = Stopwatch.StartNew();
            return () => elapsed.Elapsed;
        }
    }

    /// <summary>Gets the requested size of the currently rented buffers, in bytes.</summary>
    public long Rented
    {
        get
        {
            lock (waiting)
                return rented;
        }
    }

    /// <summary>Gets the memory of all buffers, rented or kept for reuse, of what is reserved, and of parts in progress.</summary>
    public long Used
    {
        get
        {
            lock (waiting)
                return held + reserved + CostOf(parts);
        }
    }

    /// <summary>Waits until the memory limit allows it, and rents a buffer.</summary>
    /// <param name="length">The length in bytes. A buffer larger than the whole limit is rented when no other buffer
    /// is.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <param name="isFilledHere">Whether this computer's processors fill the buffer, until it is marked as filled.
    /// Otherwise it waits for the network all the time.</param>
    public async Task<PartBuffer> RentAsync(int length, CancellationToken cancellationToken, bool isFilledHere = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(length, isFilledHere);
        lock (waiting)
        {
            if (IsPart(length))
                window.Raise(FirstParts * (long)length);
            waiting.Enqueue(waiter);
            Admit();
        }
        if (!waiter.Turn.Task.IsCompleted)
        {
            using var registration = cancellationToken.Register(static state => ((Waiter)state!).Turn.TrySetCanceled(), waiter);
            await waiter.Turn.Task.ConfigureAwait(false);
        }
        try
        {
            return new PartBuffer(this, waiter.Bytes ?? new byte[waiter.Capacity], length, isFilledHere);
        }
        catch (OutOfMemoryException)
        {
            lock (waiting)
            {
                held -= waiter.Capacity;
                Release(length, isFilledHere);
            }
            throw;
        }
    }

    /// <summary>
    /// Waits until the memory limit allows it, less a quarter for buffers, and reserves memory that an item needs besides its buffers.
    /// A buffer always finds room, so that items cannot wait for each other.
    /// </summary>
    /// <param name="bytes">The memory in bytes. If it exceeds the limit, it is reserved when nothing else is.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>Releases the memory.</returns>
    public async Task<IDisposable> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (waiting)
        {
            reserving.Enqueue((bytes, turn));
            Admit();
        }
        if (!turn.Task.IsCompleted)
        {
            using var registration = cancellationToken.Register(
                static state => ((TaskCompletionSource<bool>)state!).TrySetCanceled(),
                turn
            );
            await turn.Task.ConfigureAwait(false);
        }
        return new Reservation(this, bytes);
    }

    internal void EndFilling()
    {
        lock (waiting)
        {
            filling--;
            NoteWaiting();
        }
    }

    internal void Return(PartBuffer buffer)
    {
        lock (waiting)
        {
            if (buffer.Bytes.Length >= LeastReused && held + reserved + CostOf(parts) <= limit)
                spare.Add(buffer.Bytes);
            else
                held -= buffer.Bytes.Length;
            window.Complete(buffer.Length);
            Release(buffer.Length, isFilling: false);
        }
    }

    void Release(int length, bool isFilling)
    {
        rented -= length;
        if (IsPart(length))
            parts--;
        if (isFilling)
            filling--;
        Admit();
    }

    /// <summary>Gives their turn to those who wait, in order, as far as the memory suffices.</summary>
    void Admit()
    {
        while (reserving.Count > 0)
        {
            var (bytes, turn) = reserving.Peek();
            if (!turn.Task.IsCompleted && !CanReserve(bytes))
                break;
            reserving.Dequeue();
            if (turn.TrySetResult(true))
                reserved += bytes;
        }
        while (waiting.Count > 0)
        {
            var next = waiting.Peek();
            if (next.Turn.Task.IsCompleted)
            {
                waiting.Dequeue();
                continue;
            }
            if (!TryTake(next))
                break;
            waiting.Dequeue();
            if (next.Turn.TrySetResult(true))
                continue;
            // It was canceled meanwhile.
            if (next.Bytes is { } unused)
                spare.Add(unused);
            else
                held -= next.Capacity;
            rented -= next.Length;
            if (IsPart(next.Length))
                parts--;
            if (next.IsFilledHere)
                filling--;
        }
        NoteWaiting();
    }

    bool CanReserve(long bytes) =>
        (reserved == 0 || reserved + bytes <= Math.Min(limit / 4 * 3, limit - PartSize.Default))
        && (MakeRoom(bytes + CostOf(parts), isForced: false) || rented == 0);

    void NoteWaiting() => window.SetWaiting(waiting.Count > 0 && filling == 0);

    bool TryTake(Waiter waiter)
    {
        var length = waiter.Length;
        var isAlone = rented == 0;
        if (!isAlone && rented + length > window.Current)
            return false;
        var others = reserved + CostOf(parts + (IsPart(length) ? 1 : 0));
        var capacity = Capacity(length);
        var index = BestSpare(length, 2L * length);
        if (index < 0 && held + others + capacity > limit)
            index = BestSpare(length, long.MaxValue);
        if (index >= 0 && !isAlone && held + others > limit)
            return false;
        if (index >= 0)
        {
            waiter.Bytes = spare[index];
            spare.RemoveAt(index);
        }
        else
        {
            // Where this drops spare buffers, all of them are too small.
            if (!MakeRoom(capacity + others - reserved, isForced: isAlone) && !isAlone)
                return false;
            waiter.Capacity = capacity;
            held += capacity;
        }
        rented += length;
        if (IsPart(length))
            parts++;
        if (waiter.IsFilledHere)
            filling++;
        return true;
    }

    /// <summary>Drops spare buffers until so much memory is free. Drops none if that does not suffice, unless forced.</summary>
    /// <returns>Whether it suffices.</returns>
    bool MakeRoom(long bytes, bool isForced)
    {
        var isEnough = held - spare.Sum(static buffer => (long)buffer.Length) + reserved + bytes <= limit;
        while ((isEnough || isForced) && spare.Count > 0 && held + reserved + bytes > limit)
        {
            held -= spare[spare.Count - 1].Length;
            spare.RemoveAt(spare.Count - 1);
        }
        return isEnough;
    }

    /// <summary>Returns the index of the shortest spare buffer with a length in this range; -1 for none.</summary>
    int BestSpare(long least, long most)
    {
        var best = -1;
        if (least < LeastReused)
            return best;
        for (var i = 0; i < spare.Count; i++)
        {
            if (spare[i].Length >= least && spare[i].Length <= most && (best < 0 || spare[i].Length < spare[best].Length))
                best = i;
        }
        return best;
    }

    /// <summary>Gets the length of a new buffer, in bytes: few different ones, so that they fit the next parts too.</summary>
    static int Capacity(int length)
    {
        if (length < LeastReused || length >= PartSize.Default)
            return length;
        if (length > MiB)
            return (length + MiB - 1) / MiB * MiB;
        var capacity = LeastReused;
        while (capacity < length)
            capacity *= 2;
        return capacity;
    }

    static bool IsPart(int length) => length >= LeastReused;

    static long CostOf(int parts) => CostOfPart * (long)Math.Max(0, parts - FreeParts);

    sealed class Waiter(int length, bool isFilledHere)
    {
        public int Length { get; } = length;

        public bool IsFilledHere { get; } = isFilledHere;

        /// <summary>Completes when the memory is taken.</summary>
        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The buffer; null for a new one of the capacity.</summary>
        public byte[]? Bytes { get; set; }

        public int Capacity { get; set; }
    }

    sealed class Reservation(BufferPool owner, long bytes) : IDisposable
    {
        int returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref returned, 1) != 0)
                return;
            lock (owner.waiting)
            {
                owner.reserved -= bytes;
                owner.Admit();
            }
        }
    }
}
