namespace RedshiftEncryption.Storage;

/// <summary>An object that is being read: what the server says of it, and its content as a stream that is read once.</summary>
internal sealed class ObjectContent(ObjectDescription description, Stream body, IDisposable response) : IDisposable
{
    public ObjectDescription Description => description;

    /// <summary>The whole object's length in bytes, of which <see cref="Body"/> may be a range.</summary>
    public long ObjectLength => description.Length;

    /// <summary>The body's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Reads throw <see cref="ObjectStoreException"/>.</summary>
    public Stream Body { get; } = body;

    public void Dispose()
    {
        Body.Dispose();
        response.Dispose();
    }
}
