using System.Globalization;
using System.Xml;

namespace LocalS3;

static class ListMultipartUploads
{
    const int MaxEntries = 1000;

    public static Task<Reply> HandleAsync(S3Request request)
    {
        var prefix = request.Query.Find("prefix") ?? "";
        var keyMarker = request.Query.Find("key-marker") ?? "";
        var idMarker = request.Query.Find("upload-id-marker") ?? "";
        var encodingType = request.Query.Find("encoding-type");
        var encode = XmlReply.NameEncoding(encodingType);
        var maxUploads = Math.Min(request.Number("max-uploads") ?? MaxEntries, MaxEntries);
        var uploads = InOrder(request.Bucket)
            .Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal))
            .SkipWhile(upload => !IsBehind(upload, keyMarker, idMarker))
            .Take(maxUploads + 1)
            .ToList();
        var page = uploads.Take(maxUploads).ToList();
        var isTruncated = uploads.Count > page.Count && page.Count > 0;

        return Task.FromResult(
            XmlReply.Create(
                "ListMultipartUploadsResult",
                writer =>
                {
                    writer.WriteElementString("Bucket", request.BucketName);
                    writer.WriteElementString("KeyMarker", encode(keyMarker));
                    writer.WriteElementString("UploadIdMarker", idMarker);
                    writer.WriteElementString("NextKeyMarker", isTruncated ? encode(page[^1].Key) : "");
                    writer.WriteElementString("NextUploadIdMarker", isTruncated ? page[^1].Id : "");
                    writer.WriteElementString("Prefix", encode(prefix));
                    if (encodingType is not null)
                        writer.WriteElementString("EncodingType", encodingType);
                    writer.WriteElementString("MaxUploads", maxUploads.ToString(CultureInfo.InvariantCulture));
                    writer.WriteElementString("IsTruncated", isTruncated ? "true" : "false");
                    foreach (var upload in page)
                        Write(writer, upload, encode);
                }
            )
        );
    }

    static IEnumerable<MultipartUpload> InOrder(Bucket bucket) =>
        bucket.OpenUploads().OrderBy(upload => upload.Key, KeyOrder.Instance).ThenBy(upload => upload.Id, StringComparer.Ordinal);

    /// <summary>Compares keys and does not search for the marker, because the client may abort the uploads page by page.</summary>
    static bool IsBehind(MultipartUpload upload, string keyMarker, string idMarker) =>
        KeyOrder.Instance.Compare(upload.Key, keyMarker) is var order
        && (order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(upload.Id, idMarker) > 0));

    static void Write(XmlWriter writer, MultipartUpload upload, Func<string, string> encode)
    {
        writer.WriteStartElement("Upload");
        writer.WriteElementString("Key", encode(upload.Key));
        writer.WriteElementString("UploadId", upload.Id);
        Owner.Write(writer, "Initiator");
        Owner.Write(writer, "Owner");
        writer.WriteElementString("StorageClass", "STANDARD");
        writer.WriteElementString("Initiated", Timestamp.ForXml(upload.Initiated));
        if (upload.ChecksumAlgorithm is not null)
        {
            writer.WriteElementString("ChecksumAlgorithm", upload.ChecksumAlgorithm.Name);
            writer.WriteElementString("ChecksumType", upload.ChecksumType);
        }
        writer.WriteEndElement();
    }
}
