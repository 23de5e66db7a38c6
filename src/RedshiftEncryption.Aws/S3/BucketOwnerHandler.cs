using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Adds the account that must own the bucket to every request for a bucket, before it is signed. In one place, so that no
/// request can lack it.
/// </summary>
/// <param name="owner">The account's ID.</param>
internal sealed class BucketOwnerHandler(string owner) : PipelineHandler
{
    const string Bucket = "x-amz-expected-bucket-owner";
    const string SourceBucket = "x-amz-source-expected-bucket-owner";
    const string CopySource = "x-amz-copy-source";

    public override void InvokeSync(IExecutionContext executionContext)
    {
        Add(executionContext.RequestContext);
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        Add(executionContext.RequestContext);
        return base.InvokeAsync<T>(executionContext);
    }

    void Add(IRequestContext context)
    {
        // A listing of buckets has no owner to check.
        if (context.OriginalRequest is ListBucketsRequest)
            return;
        var headers = context.Request.Headers;
        headers[Bucket] = owner;
        if (headers.ContainsKey(CopySource))
            headers[SourceBucket] = owner;
    }
}
