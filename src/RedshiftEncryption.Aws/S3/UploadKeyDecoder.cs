using System.Text.RegularExpressions;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Decodes the keys in a listing of multipart uploads. S3 encodes them on request and says so. radosgw encodes them and does not
/// say so, and other servers do not encode them. A wrongly decoded key is harmless: no upload has it together with the ID.
/// </summary>
/// <param name="prefix">The prefix of all keys.</param>
/// <param name="isEncoded">Whether the server says that it encoded the keys.</param>
internal sealed class UploadKeyDecoder(string prefix, bool isEncoded)
{
    /// <summary>Matches what an encoder writes, with at least one encoded byte.</summary>
    static readonly Regex Encoded = new(
        "^(?=.*%)(?:[A-Za-z0-9/._~*!'()-]|%[0-9A-Fa-f]{2})+$",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    public string Decoded(string text)
    {
        if (isEncoded || !Encoded.IsMatch(text))
            return S3Response.Decoded(text, isEncoded);
        var decoded = S3Response.Decoded(text, isEncoded: true);
        return decoded.StartsWith(prefix, StringComparison.Ordinal) ? decoded : text;
    }
}
