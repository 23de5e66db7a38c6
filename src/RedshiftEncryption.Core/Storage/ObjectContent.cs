namespace RedshiftEncryption.Storage;

/// <summary>Represents an open object: the server's description of it, and its content as a forward-only stream.</summary>
internal sealed class ObjectContent(ObjectDescription description, Stream body, IDisposable response) : IDisposable
{
    public ObjectDescription Description => description;

    /// <summary>Gets the length of the whole object in bytes; <see cref="Body"/> can be a range of it.</summary>
    public long ObjectLength => description.Length;

    /// <summary>Gets the length of the body in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Gets the content. Reads throw <see cref="ObjectStoreException"/>.</summary>
    public Stream Body { get; } = body;

    public void Dispose()
    {
        Body.Dispose();
        response.Dispose();
    }
}
