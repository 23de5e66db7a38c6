using System.Xml;

namespace LocalS3;

static class ListBuckets
{
    public static Task<Reply> HandleAsync(S3Request request) =>
        Task.FromResult(
            XmlReply.Create(
                "ListAllMyBucketsResult",
                writer =>
                {
                    Owner.Write(writer, "Owner");
                    writer.WriteStartElement("Buckets");
                    foreach (var bucket in request.Buckets.All)
                        Write(writer, bucket);
                    writer.WriteEndElement();
                }
            )
        );

    static void Write(XmlWriter writer, Bucket bucket)
    {
        writer.WriteStartElement("Bucket");
        writer.WriteElementString("Name", bucket.Name);
        writer.WriteElementString("CreationDate", Timestamp.ForXml(bucket.Created));
        writer.WriteEndElement();
    }
}
