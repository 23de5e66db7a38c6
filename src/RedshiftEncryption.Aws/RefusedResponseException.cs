using Amazon.Runtime;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>
/// Thrown when a response is withheld from the SDK. The SDK does not retry it, and <see cref="S3.S3Failure"/> adds the
/// object's name.
/// </summary>
internal sealed class RefusedResponseException(ObjectStoreFault fault, string message) : AmazonClientException(message)
{
    public ObjectStoreFault Fault => fault;
}
