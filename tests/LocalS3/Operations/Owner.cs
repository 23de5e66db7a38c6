using System.Xml;

namespace LocalS3;

/// <summary>The one account that there is.</summary>
static class Owner
{
    /// <summary>The account's number, which requests can name as the owner that they expect: that of AWS's documentation.</summary>
    public const string AccountId = "111122223333";

    const string Id = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <exception cref="S3Exception">The request expects another owner of a bucket.</exception>
    public static void Check(IHeaderDictionary headers)
    {
        foreach (var name in new[] { AmazonHeader.ExpectedBucketOwner, AmazonHeader.ExpectedSourceOwner })
        {
            if (headers.TryGetValue(name, out var expected) && !AccountId.Equals(expected.ToString(), StringComparison.Ordinal))
                throw Refusal.AccessDenied();
        }
    }

    public static void Write(XmlWriter writer, string element)
    {
        writer.WriteStartElement(element);
        writer.WriteElementString("ID", Id);
        writer.WriteElementString("DisplayName", "local");
        writer.WriteEndElement();
    }
}
