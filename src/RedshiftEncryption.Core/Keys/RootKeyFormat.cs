namespace RedshiftEncryption;

/// <summary>How a root key is written down.</summary>
public enum RootKeyFormat
{
    /// <summary>44 characters of base64 and a line feed, as <c>MASTER_SYMMETRIC_KEY</c> takes it.</summary>
    Base64,

    /// <summary>The 32 bytes themselves.</summary>
    Raw,
}
