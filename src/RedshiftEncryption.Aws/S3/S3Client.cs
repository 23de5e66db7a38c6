using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Internal;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Sends requests with the SDK, but keeps only the retries that correct the request. <see cref="RetryingObjectStore"/>
/// does all other retries, and must know about each attempt.
/// </summary>
internal sealed class S3Client(AWSCredentials credentials, AmazonS3Config config, string? expectedBucketOwner)
    : AmazonS3Client(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new CorrectingPolicy(Config)));
        // The base class's constructor calls this method, but after the primary constructor's parameters are stored.
        if (expectedBucketOwner is not null)
            pipeline.AddHandlerAfter<Marshaller>(new BucketOwnerHandler(expectedBucketOwner));
    }

    /// <summary>Retries only to correct the clock or the bucket's region, which only the SDK can do.</summary>
    sealed class CorrectingPolicy(IClientConfig config) : AmazonS3StandardRetryPolicy(config)
    {
        public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
            exception is not AmazonServiceException
            || IsThrottlingError(exception)
            || IsTransientError(executionContext, exception)
            || IsServiceTimeoutError(exception)
                ? Task.FromResult(false)
                : base.RetryForExceptionAsync(executionContext, exception);
    }
}
