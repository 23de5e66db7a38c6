using System.Globalization;
using System.Text;
using System.Xml;

namespace LocalS3;

static class ListObjectsV2
{
    const int MaxEntries = 1000;

    public static Task<Reply> HandleAsync(S3Request request)
    {
        if (request.Query.Find("list-type") is not "2")
            throw Refusal.NotImplemented("a list-type other than 2");
        var prefix = request.Query.Find("prefix") ?? "";
        var delimiter = request.Query.Find("delimiter") ?? "";
        var startAfter = request.Query.Find("start-after");
        var token = request.Query.Find("continuation-token");
        var encodingType = request.Query.Find("encoding-type");
        var encode = XmlReply.NameEncoding(encodingType);
        var maxKeys = Math.Min(request.Number("max-keys") ?? MaxEntries, MaxEntries);
        var page = request.Bucket.List(prefix, delimiter, token is null ? startAfter ?? "" : Decode(token), maxKeys);

        return Task.FromResult(
            XmlReply.Create(
                "ListBucketResult",
                writer =>
                {
                    writer.WriteElementString("Name", request.BucketName);
                    writer.WriteElementString("Prefix", encode(prefix));
                    WriteIfGiven(writer, "Delimiter", delimiter.Length > 0 ? encode(delimiter) : null);
                    WriteIfGiven(writer, "StartAfter", startAfter is null ? null : encode(startAfter));
                    WriteIfGiven(writer, "EncodingType", encodingType);
                    WriteIfGiven(writer, "ContinuationToken", token);
                    WriteIfGiven(writer, "NextContinuationToken", page.IsTruncated ? Encode(page.Last!) : null);
                    writer.WriteElementString(
                        "KeyCount",
                        (page.Objects.Count + page.CommonPrefixes.Count).ToString(CultureInfo.InvariantCulture)
                    );
                    writer.WriteElementString("MaxKeys", maxKeys.ToString(CultureInfo.InvariantCulture));
                    writer.WriteElementString("IsTruncated", page.IsTruncated ? "true" : "false");
                    foreach (var stored in page.Objects)
                        Write(writer, stored, encode);
                    foreach (var commonPrefix in page.CommonPrefixes)
                    {
                        writer.WriteStartElement("CommonPrefixes");
                        writer.WriteElementString("Prefix", encode(commonPrefix));
                        writer.WriteEndElement();
                    }
                }
            )
        );
    }

    static void Write(XmlWriter writer, StoredObject stored, Func<string, string> encode)
    {
        writer.WriteStartElement("Contents");
        writer.WriteElementString("Key", encode(stored.Key));
        writer.WriteElementString("LastModified", Timestamp.ForXml(stored.LastModified));
        writer.WriteElementString("ETag", stored.ETag);
        WriteIfGiven(writer, "ChecksumAlgorithm", stored.Checksum?.Algorithm.Name);
        WriteIfGiven(writer, "ChecksumType", stored.Checksum?.Type);
        writer.WriteElementString("Size", stored.Content.Length.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("StorageClass", stored.Attributes.StorageClass);
        writer.WriteEndElement();
    }

    static void WriteIfGiven(XmlWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteElementString(name, value);
    }

    static string Encode(string lastEntry) => Convert.ToBase64String(Encoding.UTF8.GetBytes(lastEntry));

    static string Decode(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length) && length > 0
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw Refusal.InvalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }
}
