namespace LocalS3;

static class DeleteObject
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        // An object that is not there is as good as deleted.
        request.Bucket.Remove(request.Key);
        return Task.FromResult(new Reply(204));
    }
}
