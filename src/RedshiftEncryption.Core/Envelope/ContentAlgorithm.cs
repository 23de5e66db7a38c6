namespace RedshiftEncryption.Envelope;

/// <summary>The names by which envelopes tell the algorithms of the content and of the key's wrap.</summary>
internal static class ContentAlgorithm
{
    public const string Cbc = "AES/CBC/PKCS5Padding";
    public const string Gcm = "AES/GCM/NoPadding";

    public const string EcbWrap = "AES/ECB/PKCS5Padding";
    public const string GcmWrap = "AES/GCM";
    public const string Rfc3394Wrap = "AESWrap";

    public static string NameOf(ContentCipher cipher) => cipher == ContentCipher.Gcm ? Gcm : Cbc;
}
