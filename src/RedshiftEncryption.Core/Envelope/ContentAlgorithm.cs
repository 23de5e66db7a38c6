namespace RedshiftEncryption.Envelope;

/// <summary>Defines the names of content and key wrap algorithms in envelopes.</summary>
internal static class ContentAlgorithm
{
    public const string Cbc = "AES/CBC/PKCS5Padding";
    public const string Gcm = "AES/GCM/NoPadding";
    public const string CommittingGcm = "AES/GCM/NoPadding, key-committing";

    /// <summary>V3's number of <see cref="CommittingGcm"/>, with keys that are derived by HKDF-SHA512.</summary>
    public const string CommittingSuite = "115";

    public const string EcbWrap = "AES/ECB/PKCS5Padding";
    public const string GcmWrap = "AES/GCM";
    public const string Rfc3394Wrap = "AESWrap";
    public const string RsaPkcs1Wrap = "RSA/ECB/PKCS1Padding";
    public const string RsaOaepWrap = "RSA-OAEP-SHA1";
    public const string KmsWrap = "kms";
    public const string KmsContextWrap = "kms+context";
}
