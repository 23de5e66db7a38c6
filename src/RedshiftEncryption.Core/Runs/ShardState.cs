namespace RedshiftEncryption.Runs;

/// <summary>Specifies how far a shard has come. The names are written to reports.</summary>
internal enum ShardState
{
    /// <summary>The shard has started. One that was killed remains in this state.</summary>
    Running,

    /// <summary>Each row of the shard has an outcome.</summary>
    Complete,

    /// <summary>The rows could not all be read.</summary>
    Incomplete,
}
