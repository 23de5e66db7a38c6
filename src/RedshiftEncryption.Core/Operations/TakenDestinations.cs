using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Tracks the destinations of one command, within the memory of <see cref="SeenTexts"/>. Not thread-safe.</summary>
internal sealed class TakenDestinations
{
    readonly SeenTexts taken = new();

    /// <summary>Reserves a destination for an object.</summary>
    /// <returns>True if no other object had the destination; otherwise, false.</returns>
    public bool TryTake(S3Address destination) => taken.TryAdd(destination.Uri);
}
