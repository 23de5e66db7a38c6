namespace RedshiftEncryption.Aws.S3;

/// <summary>Represents the position in a listing of multipart uploads, as one text for <see cref="ListingPosition"/>.</summary>
/// <param name="Key">The key of the last upload of a page.</param>
/// <param name="UploadId">Its ID; null if the server returned none.</param>
internal sealed record UploadMarker(string Key, string? UploadId)
{
    const char Separator = ' ';

    public static UploadMarker Parse(string text)
    {
        var separator = text.IndexOf(Separator);
        var uploadId = Uri.UnescapeDataString(text.Substring(separator + 1));
        return new UploadMarker(Uri.UnescapeDataString(text.Substring(0, separator)), uploadId.Length == 0 ? null : uploadId);
    }

    public override string ToString() => Uri.EscapeDataString(Key) + Separator + Uri.EscapeDataString(UploadId ?? "");
}
