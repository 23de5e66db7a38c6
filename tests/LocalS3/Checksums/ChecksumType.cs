namespace LocalS3;

/// <summary>What the checksum of an object in several parts is a checksum of.</summary>
static class ChecksumType
{
    /// <summary>The parts' digests; the number of parts follows the value.</summary>
    public const string Composite = "COMPOSITE";

    /// <summary>All bytes.</summary>
    public const string FullObject = "FULL_OBJECT";
}
