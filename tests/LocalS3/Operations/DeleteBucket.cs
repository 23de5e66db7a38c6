namespace LocalS3;

static class DeleteBucket
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        request.Buckets.Delete(request.Bucket);
        return Task.FromResult(new Reply(204));
    }
}
