namespace LocalS3;

/// <summary>A checksum as it is stored and reported: base64, for a composite one with the number of parts.</summary>
sealed record ChecksumValue(ChecksumAlgorithm Algorithm, string Value, string Type)
{
    public void AddTo(IDictionary<string, string> headers)
    {
        headers[Algorithm.HeaderName] = Value;
        headers[AmazonHeader.ChecksumType] = Type;
    }
}
