namespace RedshiftEncryption.Runs;

/// <summary>Specifies what a run did with a row of its inventory. The names are written to reports.</summary>
internal enum RunOutcome
{
    /// <summary>The object was processed.</summary>
    Done,

    /// <summary>An earlier run has processed the object.</summary>
    Skipped,

    /// <summary>The object has no client-side envelope and was left as it is.</summary>
    NotEncrypted,

    /// <summary>The parameters exclude the object, or it is a folder marker.</summary>
    Excluded,

    /// <summary>The shard ended before the object was processed, or the confirmation was declined.</summary>
    Left,

    /// <summary>The object could not be processed, or the row names none.</summary>
    Failed,
}
