using System.Globalization;
using System.Xml.Linq;

namespace LocalS3;

/// <summary>A part as CompleteMultipartUpload lists it.</summary>
sealed record CompletedPart(int Number, string ETag, IReadOnlyDictionary<string, string> Checksums)
{
    /// <exception cref="S3Exception">The document is not a list of parts.</exception>
    public static IReadOnlyList<CompletedPart> ParseAll(XElement? document)
    {
        if (document?.Name.LocalName is not "CompleteMultipartUpload")
            throw Refusal.MalformedXml();
        var parts = document.Elements().Select(Parse).ToList();
        return parts.Count > 0 ? parts : throw Refusal.MalformedXml();
    }

    static CompletedPart Parse(XElement element)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in element.Elements())
            fields[field.Name.LocalName] = field.Value;
        return
            element.Name.LocalName is "Part"
            && fields.Remove("ETag", out var eTag)
            && fields.Remove("PartNumber", out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && fields.Keys.All(name =>
                ChecksumAlgorithm.All.Select(algorithm => algorithm.ElementName).Contains(name, StringComparer.Ordinal)
            )
            ? new CompletedPart(number, eTag, fields)
            : throw Refusal.MalformedXml();
    }
}
