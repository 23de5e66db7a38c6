using System.Globalization;
using System.Xml;

namespace LocalS3;

static class ListParts
{
    const int MaxEntries = 1000;

    public static Task<Reply> HandleAsync(S3Request request)
    {
        var upload = request.FindUpload();
        var marker = request.Number("part-number-marker") ?? 0;
        var maxParts = Math.Min(request.Number("max-parts") ?? MaxEntries, MaxEntries);
        var parts = upload.Snapshot().Values.Where(part => part.Number > marker).Take(maxParts + 1).ToList();
        var page = parts.Take(maxParts).ToList();
        var isTruncated = parts.Count > page.Count && page.Count > 0;

        return Task.FromResult(
            XmlReply.Create(
                "ListPartsResult",
                writer =>
                {
                    writer.WriteElementString("Bucket", request.BucketName);
                    writer.WriteElementString("Key", upload.Key);
                    writer.WriteElementString("UploadId", upload.Id);
                    Owner.Write(writer, "Initiator");
                    Owner.Write(writer, "Owner");
                    writer.WriteElementString("StorageClass", "STANDARD");
                    writer.WriteElementString("PartNumberMarker", Text(marker));
                    writer.WriteElementString("NextPartNumberMarker", Text(page.Count > 0 ? page[^1].Number : 0));
                    writer.WriteElementString("MaxParts", Text(maxParts));
                    writer.WriteElementString("IsTruncated", isTruncated ? "true" : "false");
                    if (upload.ChecksumAlgorithm is not null)
                    {
                        writer.WriteElementString("ChecksumAlgorithm", upload.ChecksumAlgorithm.Name);
                        writer.WriteElementString("ChecksumType", upload.ChecksumType);
                    }
                    foreach (var part in page)
                        Write(writer, part);
                }
            )
        );
    }

    static void Write(XmlWriter writer, UploadedPart part)
    {
        writer.WriteStartElement("Part");
        writer.WriteElementString("PartNumber", Text(part.Number));
        writer.WriteElementString("LastModified", Timestamp.ForXml(part.LastModified));
        writer.WriteElementString("ETag", part.ETag);
        writer.WriteElementString("Size", Text(part.Content.Length));
        if (part.Checksum is not null)
            writer.WriteElementString(part.Checksum.Algorithm.ElementName, part.Checksum.Value);
        writer.WriteEndElement();
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
