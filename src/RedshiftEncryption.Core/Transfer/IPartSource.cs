using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>Provides the content of a new object, part by part. Not thread-safe.</summary>
internal interface IPartSource
{
    /// <summary>Gets whether no content is left; known after each part at the latest.</summary>
    bool IsAtEnd { get; }

    /// <summary>Fills the next part.</summary>
    /// <returns>The part, whose buffer the caller returns; it can be empty only at the end of the content.</returns>
    Task<FilledPart> NextAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Completes the description of the object. Before the end of the content, describes an object that has been
    /// started.
    /// </summary>
    ObjectWrite Describe(ObjectWrite write);

    /// <summary>
    /// Throws if the content has changed since the first part was filled: the object must then not be created.
    /// </summary>
    void ThrowIfChanged();
}
