namespace RedshiftEncryption.Records;

/// <summary>
/// How many items of one command failed. The command's records carry it along, unserialised, so that a manifest or a
/// statement at the pipeline's end knows that it would describe a part of the input only.
/// </summary>
internal sealed class FailureTally(string commandName)
{
    int failed;

    public string CommandName { get; } = commandName;

    public int Failed => Volatile.Read(ref failed);

    public void Count() => Interlocked.Increment(ref failed);
}
