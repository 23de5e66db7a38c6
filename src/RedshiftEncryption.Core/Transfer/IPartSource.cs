using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>An object's content to be, part by part. Not thread-safe.</summary>
internal interface IPartSource
{
    /// <summary>Whether there is nothing left; known after each part at the latest.</summary>
    bool IsAtEnd { get; }

    /// <summary>Fills the next part.</summary>
    /// <returns>The part, whose buffer is the caller's to return; it is empty at most at the content's end.</returns>
    Task<FilledPart> NextAsync(CancellationToken cancellationToken);

    /// <summary>What is to be said of an object whose content is known to its end; before that, of one that is begun.</summary>
    ObjectWrite Describe(ObjectWrite write);

    /// <summary>Throws where the content is not what it was when the first part was filled: then there must be no object.</summary>
    void ThrowIfChanged();
}
