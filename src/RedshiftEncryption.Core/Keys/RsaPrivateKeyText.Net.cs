using System.Security;
using System.Security.Cryptography;

namespace RedshiftEncryption.Keys;

/// <summary>Reads an RSA private key from PEM text: PKCS #8, encrypted PKCS #8, or PKCS #1.</summary>
internal static class RsaPrivateKeyText
{
    const string Plain = "PRIVATE KEY";
    const string Encrypted = "ENCRYPTED PRIVATE KEY";
    const string Pkcs1 = "RSA PRIVATE KEY";

    /// <summary>Parses the content of a file.</summary>
    /// <param name="pem">The content of the file.</param>
    /// <param name="passphrase">The passphrase; null for none.</param>
    /// <param name="path">The file; null for a key that is not from a file.</param>
    /// <param name="isEncrypted">Whether the passphrase was needed.</param>
    /// <returns>The key, which the caller disposes of.</returns>
    /// <exception cref="InvalidPrivateKeyException">The file does not contain exactly one RSA private key, or the passphrase
    /// is wrong or missing.</exception>
    public static RSA Parse(ReadOnlySpan<byte> pem, SecureString? passphrase, string? path, out bool isEncrypted)
    {
        if (pem.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || pem.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            throw InvalidPrivateKeyException.Because(path, "is UTF-16 text. A PEM file is ASCII text.");
        if (pem.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
            pem = pem.Slice(3);
        using var text = new SecretBytes(pem.Length * sizeof(char));
        // Everything outside ASCII is a comment beside the key.
        for (var i = 0; i < pem.Length; i++)
            text.Characters[i] = (char)pem[i];
        var block = FindKey(text.Characters, path, out var label);
        isEncrypted = label is Encrypted;
        if (!isEncrypted)
            return Import(block, passphrase: default, isEncrypted: false, path);
        if (passphrase is null)
            throw InvalidPrivateKeyException.PassphraseRequired(path);
        using var characters = SecretBytes.CopyOf(passphrase);
        return Import(block, characters.Characters, isEncrypted: true, path);
    }

    /// <summary>Finds the only private key among the blocks, which can be certificates too.</summary>
    static ReadOnlySpan<char> FindKey(ReadOnlySpan<char> text, string? path, out string label)
    {
        ReadOnlySpan<char> found = default;
        label = "";
        string? other = null;
        while (PemEncoding.TryFind(text, out var fields))
        {
            var name = text[fields.Label].ToString();
            if (name is Plain or Encrypted or Pkcs1)
            {
                if (!found.IsEmpty)
                    throw InvalidPrivateKeyException.Because(path, "contains several private keys. Use one file for each.");
                found = text[fields.Location];
                label = name;
            }
            other ??= name;
            text = text[fields.Location.End..];
        }
        // The blocks of old OpenSSL versions have headers, so that none is found.
        if (text.Contains("DEK-Info:", StringComparison.Ordinal))
            throw InvalidPrivateKeyException.Because(
                path,
                "is encrypted in the format of old OpenSSL versions (DEK-Info). Convert it with: openssl pkcs8 -topk8 -in OLD -out NEW"
            );
        return found.IsEmpty ? throw InvalidPrivateKeyException.Because(path, NoKey(other)) : found;
    }

    static string NoKey(string? label) =>
        label switch
        {
            null => "does not contain a private key in PEM form, or the text is truncated. "
                + "Convert DER or PKCS #12 with: openssl pkey -in OLD -out NEW",
            "PUBLIC KEY" or "RSA PUBLIC KEY" => "contains only a public key.",
            "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE" => "contains a certificate without its private key.",
            "EC PRIVATE KEY" or "EC PARAMETERS" => "contains an elliptic-curve key, not an RSA key.",
            "OPENSSH PRIVATE KEY" => "is an OpenSSH key. Convert a copy with: ssh-keygen -p -m PKCS8 -f COPY",
            _ => "does not contain an RSA private key.",
        };

    static RSA Import(ReadOnlySpan<char> block, ReadOnlySpan<char> passphrase, bool isEncrypted, string? path)
    {
        var key = RSA.Create();
        try
        {
            Import(key, block, passphrase, isEncrypted);
            return key;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            key.Dispose();
            if (IsEllipticCurve(block, passphrase, isEncrypted))
                throw InvalidPrivateKeyException.Because(path, NoKey("EC PRIVATE KEY"));
            throw isEncrypted
                ? InvalidPrivateKeyException.WrongPassphrase(path, exception)
                : InvalidPrivateKeyException.Because(path, "is damaged, or is not an RSA key.", exception);
        }
    }

    static bool IsEllipticCurve(ReadOnlySpan<char> block, ReadOnlySpan<char> passphrase, bool isEncrypted)
    {
        using var key = ECDsa.Create();
        try
        {
            Import(key, block, passphrase, isEncrypted);
            return true;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            return false;
        }
    }

    static void Import(AsymmetricAlgorithm key, ReadOnlySpan<char> block, ReadOnlySpan<char> passphrase, bool isEncrypted)
    {
        if (isEncrypted)
            key.ImportFromEncryptedPem(block, passphrase);
        else
            key.ImportFromPem(block);
    }

    static bool IsRefusal(Exception exception) => exception is CryptographicException or ArgumentException;
}
