namespace RedshiftEncryption;

/// <summary>How COPY chooses the columns' compression encodings.</summary>
public enum CopyCompUpdate
{
    /// <summary>By the columns' types, without a sample.</summary>
    Preset,

    /// <summary>By a sample of the data.</summary>
    On,

    /// <summary>Not at all.</summary>
    Off,
}
