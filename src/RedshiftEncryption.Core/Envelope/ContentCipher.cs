namespace RedshiftEncryption.Envelope;

/// <summary>Specifies how an object's content is encrypted on the client.</summary>
internal enum ContentCipher
{
    /// <summary>AES-CBC with PKCS #7 padding: <c>AES/CBC/PKCS5Padding</c>.</summary>
    Cbc,

    /// <summary>AES-GCM with its 16-byte tag after the content: <c>AES/GCM/NoPadding</c>.</summary>
    Gcm,
}
