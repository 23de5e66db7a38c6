using System.Xml;
using System.Xml.Linq;

namespace LocalS3;

/// <summary>XML that a request carries.</summary>
static class RequestDocument
{
    /// <summary>The list of 10,000 parts with their checksums takes about 3 MB.</summary>
    const long MaxLength = 8 << 20;

    static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit };

    /// <returns>The root element; null when the request has no body.</returns>
    /// <exception cref="S3Exception">The body is not XML, or does not match the headers of the request.</exception>
    public static async Task<XElement?> ReadAsync(S3Request request, bool claimIsOfBody = true)
    {
        if (request.Http.ContentLength is null or 0)
            return null;
        if (request.Http.ContentLength > MaxLength)
            throw Refusal.EntityTooLarge(MaxLength);
        var body = await request.ReceiveDocumentAsync(claimIsOfBody);
        if (body.Content.Length == 0)
            return null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body.Content.ToArray()), Settings);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            throw Refusal.MalformedXml();
        }
    }
}
