namespace LocalS3;

static class AbortMultipartUpload
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        request.Bucket.Abort(request.FindUpload());
        return Task.FromResult(new Reply(204));
    }
}
