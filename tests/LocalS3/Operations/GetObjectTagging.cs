namespace LocalS3;

static class GetObjectTagging
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        var key = request.Key;
        var stored = request.Bucket.Find(key) ?? throw Refusal.NoSuchKey(key);
        request.CheckVersion();
        return Task.FromResult(
            XmlReply.Create(
                "Tagging",
                writer =>
                {
                    writer.WriteStartElement("TagSet");
                    foreach (var (name, value) in stored.Tags.All)
                    {
                        writer.WriteStartElement("Tag");
                        writer.WriteElementString("Key", name);
                        writer.WriteElementString("Value", value);
                        writer.WriteEndElement();
                    }
                    writer.WriteEndElement();
                }
            )
        );
    }
}
