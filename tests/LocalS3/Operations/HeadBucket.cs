namespace LocalS3;

static class HeadBucket
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        var location = request.Bucket.Location;
        return Task.FromResult(new Reply(200) { Headers = { [AmazonHeader.BucketRegion] = location.Length > 0 ? location : "us-east-1" } });
    }
}
