using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Mono;

/// <summary>Key files. Owner-only ones are made on Windows alone by this build.</summary>
internal static class RootKeyTests
{
    const string Base64 = "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw=";

    /// <summary>The first 16 bytes of HMAC-SHA-256(key, "RedshiftEncryption root key fingerprint"), by another implementation.</summary>
    const string Fingerprint = "51311b392fa54fd3dfe2b30108ecb223";

    public static IEnumerable<(string Name, Func<Task> Test)> All =>
        [
            (
                "a key file is read in both forms",
                () =>
                {
                    using var files = new TestFolder();
                    var text = files.Write("text.key", System.Text.Encoding.ASCII.GetBytes(Base64 + "\n"));
                    var raw = files.Write("raw.key", Convert.FromBase64String(Base64));
                    foreach (var path in new[] { text, raw })
                    {
                        using var key = RootKeyFile.Read(path);
                        Suite.Equal(Fingerprint, key.Fingerprint);
                    }
                    return Task.CompletedTask;
                }
            ),
            (
                "new keys differ",
                () =>
                {
                    using var one = RootKey.Create();
                    using var other = RootKey.Create();
                    Suite.Equal(false, string.Equals(one.Fingerprint, other.Fingerprint, StringComparison.Ordinal));
                    return Task.CompletedTask;
                }
            ),
            (
                "a key goes through a SecureString",
                () =>
                {
                    using var key = RootKey.Create();
                    using var text = RootKeyText.ToSecureString(key);
                    using var read = RootKeyText.Parse(text);
                    Suite.Equal(key.Fingerprint, read.Fingerprint);
                    return Task.CompletedTask;
                }
            ),
            (
                "a root key of 128 bits is read",
                () =>
                {
                    using var files = new TestFolder();
                    var path = files.Write("short.key", System.Text.Encoding.ASCII.GetBytes("8PHy8/T19vf4+fr7/P3+/w==\n"));
                    using var key = RootKeyFile.Read(path, RootKeyPurpose.Read());
                    Suite.Equal(16, key.Secret.Length);
                    return Task.CompletedTask;
                }
            ),
            (
                "a private key needs PowerShell 7",
                async () =>
                {
                    using var files = new TestFolder();
                    var path = files.Write("a.pem", System.Text.Encoding.ASCII.GetBytes("-----BEGIN PRIVATE KEY-----"));
                    await Suite.ThrowsAsync<PlatformNotSupportedException>(() =>
                        Task.FromResult(RsaPrivateKeyFile.Read(path, passphrase: null))
                    );
                }
            ),
            (
                "no key file is written that others could read",
                async () =>
                {
                    using var files = new TestFolder();
                    using var key = RootKey.Create();
                    var path = files.PathOf("new.key");
                    await Suite.ThrowsAsync<PlatformNotSupportedException>(() =>
                        Task.FromResult(RootKeyFile.WriteNew(path, key, RootKeyFormat.Base64))
                    );
                    Suite.Equal(false, File.Exists(path));
                }
            ),
        ];
}
