using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LocalS3;

static partial class CreateBucket
{
    public static async Task<Reply> HandleAsync(S3Request request)
    {
        if (!ValidName().IsMatch(request.BucketName))
            throw Refusal.InvalidBucketName(request.BucketName);
        var document = await RequestDocument.ReadAsync(request);
        if (document is not null and not { Name.LocalName: "CreateBucketConfiguration" })
            throw Refusal.MalformedXml();
        foreach (var element in document?.Elements() ?? [])
        {
            if (element.Name.LocalName is not "LocationConstraint")
                throw Refusal.NotImplemented($"{element.Name.LocalName} of CreateBucket");
        }
        request.Buckets.Create(request.BucketName, Location(document));
        return new Reply(200) { Headers = { ["Location"] = "/" + request.BucketName } };
    }

    static string Location(XElement? document) => document?.Elements().FirstOrDefault()?.Value ?? "";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidName();
}
