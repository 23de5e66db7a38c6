using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Internal;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// The SDK's client without its retries but those that change the request: <see cref="RetryingObjectStore"/> repeats it,
/// and must know of each attempt.
/// </summary>
internal sealed class S3Client(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new CorrectingPolicy(Config)));
    }

    /// <summary>Corrects the clock and the bucket's region, as the SDK alone can.</summary>
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
