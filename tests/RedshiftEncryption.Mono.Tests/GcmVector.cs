namespace RedshiftEncryption.Mono;

/// <summary>
/// An object as AWS's Ruby client of the second generation sent it (aws-sdk-s3 1.117.2, AES-GCM for the key and the
/// content).
/// </summary>
internal static class GcmVector
{
    const int Length = 49;

    public static byte[] RootKey => [.. Enumerable.Range(0, 32).Select(static i => (byte)(i * 7 + 3))];

    public static byte[] Plaintext => [.. Enumerable.Range(0, Length).Select(static i => (byte)(i * 31 + Length))];

    public static byte[] Content =>
        Convert.FromBase64String("bSqR6PCQKVZdrKoJSXm5mWBXYZOGhXXjQWClxaahM03jvdzdUI8j1I2Q3KzQ2qRcsbux6DcXKkUndST1nUN/Kj0=");

    public static IReadOnlyDictionary<string, string> Metadata { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["x-amz-key-v2"] = "f+TNTnrY5P03X5zTkAmR/8dL+kT51jHa7KVJ4AfKn75QUfzZkNE8RQs1Sfv22HVnQCd3mIapPUqDubvf",
            ["x-amz-cek-alg"] = "AES/GCM/NoPadding",
            ["x-amz-tag-len"] = "128",
            ["x-amz-wrap-alg"] = "AES/GCM",
            ["x-amz-iv"] = "DToUXkZU5pbSgbu5",
            ["x-amz-matdesc"] = "{}",
            ["x-amz-unencrypted-content-length"] = "49",
        };
}
