namespace RedshiftEncryption.Pipeline;

/// <summary>The progress of one item. It is disposed when the item is done.</summary>
internal sealed class FileProgress(CommandProgress command, int id, string name, long length) : IProgress<long>, IDisposable
{
    long done;

    public int Id { get; } = id;

    public string Name { get; } = name;

    /// <summary>The length in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>The bytes that have been transferred.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <param name="value">The number of bytes transferred since the last report.</param>
    public void Report(long value)
    {
        Interlocked.Add(ref done, value);
        command.Add(value);
    }

    public void Dispose() => command.End(this);
}
