using Amazon.Runtime;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>
/// A response that is kept from the SDK. It passes through the SDK without a retry, and <see cref="S3.S3Failure"/> names
/// the object.
/// </summary>
internal sealed class RefusedResponseException(ObjectStoreFault fault, string message) : AmazonClientException(message)
{
    public ObjectStoreFault Fault => fault;
}
