namespace RedshiftEncryption;

/// <summary>Specifies how COPY chooses the compression encodings of the columns.</summary>
public enum CopyCompUpdate
{
    /// <summary>By the column types, without a sample.</summary>
    Preset,

    /// <summary>By a sample of the data.</summary>
    On,

    /// <summary>COPY does not change the encodings.</summary>
    Off,
}
