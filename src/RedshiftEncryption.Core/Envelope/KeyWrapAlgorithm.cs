namespace RedshiftEncryption.Envelope;

/// <summary>Specifies how an object's data key is wrapped under a symmetric root key.</summary>
internal enum KeyWrapAlgorithm
{
    /// <summary>V1: AES-ECB with PKCS #7 padding.</summary>
    Ecb,

    /// <summary>
    /// V2's <c>AES/GCM</c>: vector, ciphertext and tag, with the content algorithm's name as associated data.
    /// </summary>
    Gcm,

    /// <summary>V2's <c>AESWrap</c>: RFC 3394.</summary>
    Rfc3394,
}
