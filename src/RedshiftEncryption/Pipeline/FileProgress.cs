namespace RedshiftEncryption.Pipeline;

/// <summary>How far one item has come; disposed of when it is done.</summary>
internal sealed class FileProgress(CommandProgress command, int id, string name, long length) : IProgress<long>, IDisposable
{
    long done;

    public int Id { get; } = id;

    public string Name { get; } = name;

    /// <summary>In bytes.</summary>
    public long Length { get; } = length;

    /// <summary>In bytes.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <param name="value">Bytes that have been moved since the last report.</param>
    public void Report(long value)
    {
        Interlocked.Add(ref done, value);
        command.Add(value);
    }

    public void Dispose() => command.End(this);
}
