using RedshiftEncryption.Codecs;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Represents one object of a <see cref="SendPlan"/>.</summary>
/// <param name="Address">The address of the object.</param>
/// <param name="Length">The length of its source in bytes, for the progress; 0 if it is not known.</param>
internal sealed record PlannedObject(S3Address Address, long Length)
{
    /// <summary>Gets the range of the file that the object contains; null for the whole file.</summary>
    public SourceRange? Range { get; init; }

    /// <summary>Gets the state that the file must still have; null if it has not been opened.</summary>
    public SourceState? State { get; init; }

    /// <summary>Gets the open file, which its upload disposes of; null if the upload opens it.</summary>
    public SourceFile? File { get; init; }

    /// <summary>Gets the format of the content; null if it has not been examined.</summary>
    public ContentLook? Look { get; init; }
}
