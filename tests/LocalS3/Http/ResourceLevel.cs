namespace LocalS3;

/// <summary>What a request is about.</summary>
enum ResourceLevel
{
    Service,
    Bucket,
    Object,
}
