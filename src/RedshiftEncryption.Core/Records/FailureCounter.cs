namespace RedshiftEncryption.Records;

/// <summary>
/// Counts the failed items of one command. The command's records refer to it, so that a manifest or a statement at the
/// end of the pipeline can detect that part of the input is missing. It is not serialized. Thread-safe.
/// </summary>
internal sealed class FailureCounter(string commandName)
{
    int count;

    public string CommandName { get; } = commandName;

    public int Count => Volatile.Read(ref count);

    public void Increment() => Interlocked.Increment(ref count);
}
