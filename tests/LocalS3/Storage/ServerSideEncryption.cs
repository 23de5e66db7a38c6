namespace LocalS3;

/// <summary>
/// The server-side encryption that an object is recorded and reported with. It is a label: the bytes are in memory as
/// they came, and no key exists.
/// </summary>
sealed record ServerSideEncryption(string Algorithm, string? KmsKeyId = null)
{
    const string Aes256 = "AES256";
    const string Kms = "aws:kms";

    /// <summary>The name of the AWS managed key, for requests that do not name a key.</summary>
    const string DefaultKmsKeyId = $"arn:aws:kms:us-east-1:{Owner.AccountId}:key/00000000-0000-0000-0000-000000000000";

    public bool UsesKmsKey => Algorithm is Kms;

    /// <summary>Reads the headers. Without one it is AES256: since 2023, S3 encrypts every object and reports it.</summary>
    /// <exception cref="S3Exception">The headers name no encryption of S3's, or contradict each other.</exception>
    public static ServerSideEncryption From(IHeaderDictionary headers)
    {
        var algorithm = headers.TryGetValue(AmazonHeader.ServerSideEncryption, out var values) ? values.ToString() : Aes256;
        var keyId = headers.TryGetValue(AmazonHeader.KmsKeyId, out values) ? values.ToString() : null;
        return algorithm switch
        {
            Aes256 when keyId is null => new(Aes256),
            Kms => new(Kms, keyId ?? DefaultKmsKeyId),
            "aws:kms:dsse" => throw Refusal.NotImplemented("aws:kms:dsse"),
            Aes256 => throw Refusal.InvalidArgument(
                $"Server Side Encryption with AWS KMS managed key requires HTTP header {AmazonHeader.ServerSideEncryption} : {Kms}",
                AmazonHeader.ServerSideEncryption,
                keyId
            ),
            _ => throw Refusal.InvalidArgument(
                "The encryption method specified is not supported",
                AmazonHeader.ServerSideEncryption,
                algorithm
            ),
        };
    }

    public void AddTo(IDictionary<string, string> headers)
    {
        headers[AmazonHeader.ServerSideEncryption] = Algorithm;
        if (KmsKeyId is not null)
            headers[AmazonHeader.KmsKeyId] = KmsKeyId;
    }
}
