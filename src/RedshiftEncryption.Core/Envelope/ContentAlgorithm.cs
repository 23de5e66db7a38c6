namespace RedshiftEncryption.Envelope;

/// <summary>Defines the names of content and key wrap algorithms in envelopes.</summary>
internal static class ContentAlgorithm
{
    public const string Cbc = "AES/CBC/PKCS5Padding";
    public const string Gcm = "AES/GCM/NoPadding";

    public const string EcbWrap = "AES/ECB/PKCS5Padding";
    public const string GcmWrap = "AES/GCM";
    public const string Rfc3394Wrap = "AESWrap";
}
