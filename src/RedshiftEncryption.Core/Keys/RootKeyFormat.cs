namespace RedshiftEncryption;

/// <summary>Specifies the format of a key file.</summary>
public enum RootKeyFormat
{
    /// <summary>44 characters of base64 and a line feed, the form that <c>MASTER_SYMMETRIC_KEY</c> accepts.</summary>
    Base64,

    /// <summary>The 32 raw bytes.</summary>
    Raw,
}
