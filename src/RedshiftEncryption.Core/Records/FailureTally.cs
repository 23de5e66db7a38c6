namespace RedshiftEncryption.Records;

/// <summary>
/// Counts the failed items of one command. The command's records refer to it, so that a manifest or a statement at the
/// end of the pipeline can detect that part of the input is missing. It is not serialized.
/// </summary>
internal sealed class FailureTally(string commandName)
{
    int failed;

    public string CommandName { get; } = commandName;

    public int Failed => Volatile.Read(ref failed);

    public void Count() => Interlocked.Increment(ref failed);
}
