using System.Net;
using System.Text;
using System.Xml;

namespace LocalS3;

/// <summary>Replies that are XML documents.</summary>
static class XmlReply
{
    const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        // A key may hold characters that XML 1.0 has no place for; S3 writes them as references all the same, and that
        // is what encoding-type=url is for.
        CheckCharacters = false,
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <summary>A 200 reply.</summary>
    public static Reply Create(string root, Action<XmlWriter> write) =>
        Create(
            200,
            writer =>
            {
                writer.WriteStartElement(root, Namespace);
                write(writer);
            }
        );

    public static Reply Create(S3Exception error, string resource, string requestId)
    {
        var reply = Create(error.Status, writer => Write(writer, error, resource, requestId));
        if (error.BucketRegion is { } region)
            reply.Headers[AmazonHeader.BucketRegion] = region;
        return reply;
    }

    /// <summary>How names appear in listings: escaped when the client asked for it, with slashes kept.</summary>
    public static Func<string, string> NameEncoding(string? encodingType) =>
        encodingType switch
        {
            null => name => name,
            "url" => name => WebUtility.UrlEncode(name).Replace("%2F", "/", StringComparison.Ordinal),
            _ => throw Refusal.InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType),
        };

    static void Write(XmlWriter writer, S3Exception error, string resource, string requestId)
    {
        writer.WriteStartElement("Error");
        writer.WriteElementString("Code", error.Code);
        writer.WriteElementString("Message", error.Message);
        foreach (var (name, value) in error.Details)
            writer.WriteElementString(name, value);
        writer.WriteElementString("Resource", resource);
        writer.WriteElementString("RequestId", requestId);
    }

    static Reply Create(int status, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Settings))
        {
            writer.WriteStartDocument();
            write(writer);
            writer.WriteEndDocument();
        }
        return new Reply(status) { Body = Content.Of(buffer.ToArray()), Headers = { ["Content-Type"] = "application/xml" } };
    }
}
