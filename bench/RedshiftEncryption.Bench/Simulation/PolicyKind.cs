namespace RedshiftEncryption.Bench.Simulation;

/// <summary>The retries of a simulated process.</summary>
internal enum PolicyKind
{
    /// <summary>The module's own code.</summary>
    Module,

    /// <summary>The AWS SDK's standard mode, as the row retries measures it.</summary>
    Sdk,

    /// <summary>Retries at once, with the time limit of the module: the control.</summary>
    Immediate,
}
