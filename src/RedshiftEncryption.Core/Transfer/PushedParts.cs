using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Provides parts that another thread fills, and whose number is not known before the last one. Thread-safe for one thread that
/// pushes and one upload.
/// </summary>
internal sealed class PushedParts : IPartSource, IDisposable
{
    readonly Queue<(FilledPart Part, bool IsLast)> parts = new();
    readonly SemaphoreSlim pushed = new(0);
    bool isClosed;

    public bool IsAtEnd { get; private set; }

    /// <summary>Adds a part. Its buffer is returned when it was sent, or at once after <see cref="Close"/>.</summary>
    /// <param name="part">The part, of at least <see cref="PartSize.Minimum"/> bytes if it is not the last one.</param>
    /// <param name="isLast">Whether the content ends with it.</param>
    public void Push(FilledPart part, bool isLast)
    {
        lock (parts)
        {
            if (isClosed)
            {
                part.Buffer.Dispose();
                return;
            }
            parts.Enqueue((part, isLast));
        }
        pushed.Release();
    }

    public async Task<FilledPart> NextAsync(CancellationToken cancellationToken)
    {
        await pushed.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (parts)
        {
            var (part, isLast) = parts.Dequeue();
            IsAtEnd = isLast;
            return part;
        }
    }

    /// <summary>Returns the buffers of parts that will not be sent, so that the thread that pushes does not wait for them.</summary>
    public void Close()
    {
        lock (parts)
        {
            isClosed = true;
            while (parts.Count > 0)
                parts.Dequeue().Part.Buffer.Dispose();
        }
    }

    public ObjectWrite Describe(ObjectWrite write) => write;

    public void ThrowIfChanged()
    {
        // A part is filled once.
    }

    public void Dispose()
    {
        Close();
        pushed.Dispose();
    }
}
