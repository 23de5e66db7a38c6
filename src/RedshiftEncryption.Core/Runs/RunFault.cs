namespace RedshiftEncryption.Runs;

/// <summary>Specifies why a run cannot be joined or read. Each value is an error ID.</summary>
internal enum RunFault
{
    /// <summary>A document of the run is damaged, or is not what its format requires.</summary>
    InvalidRunReport,

    /// <summary>There is no run at the location.</summary>
    RunNotFound,

    /// <summary>The run was started with another inventory, another number of shards or other settings.</summary>
    RunDiffers,
}
