namespace LocalS3;

/// <summary>A checksum of bytes that come piece by piece.</summary>
abstract class RunningChecksum : IDisposable
{
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The digest, most significant byte first.</summary>
    public abstract byte[] Finish();

    public abstract void Dispose();
}
