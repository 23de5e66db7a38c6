namespace RedshiftEncryption.Bench.Simulation;

/// <summary>The requests of an object, by the limit that applies to them.</summary>
internal enum StepKind
{
    /// <summary>Reads from the prefix of the source.</summary>
    SourceRead,

    /// <summary>Reads from the prefix of the destination.</summary>
    DestinationRead,

    /// <summary>Writes to the prefix of the destination.</summary>
    DestinationWrite,
}
