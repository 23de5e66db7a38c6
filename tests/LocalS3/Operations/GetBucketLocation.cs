namespace LocalS3;

static class GetBucketLocation
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        var location = request.Bucket.Location;
        return Task.FromResult(XmlReply.Create("LocationConstraint", writer => writer.WriteString(location)));
    }
}
