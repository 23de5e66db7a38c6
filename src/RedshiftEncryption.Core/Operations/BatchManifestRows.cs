using System.Text;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Formats the rows of one manifest of S3 Batch Operations as objects are added. Not thread-safe.</summary>
/// <param name="withoutVersions">Whether the versions of objects are left out.</param>
/// <param name="allowsDuplicates">Whether an object may be added more than once. Otherwise, each is remembered.</param>
internal sealed class BatchManifestRows(bool withoutVersions, bool allowsDuplicates)
{
    /// <summary>The maximum number of objects that a message lists.</summary>
    const int NamedAtMost = 3;

    readonly SeenTexts? seen = allowsDuplicates ? null : new();
    readonly List<string> duplicates = [];
    long duplicateCount;

    /// <summary>Gets the number of rows.</summary>
    public long Count { get; private set; }

    /// <summary>Gets whether the rows have a version, which the first one determines.</summary>
    public bool HasVersions { get; private set; }

    /// <summary>Formats the row of an object.</summary>
    /// <param name="address">The object.</param>
    /// <returns>The row in ASCII with a line feed; null for an object that was added before.</returns>
    /// <exception cref="FormatException">The bucket name is not valid.</exception>
    /// <exception cref="InvalidKeyException">The key is empty, too long or not valid Unicode.</exception>
    /// <exception cref="BatchManifestException">The version is not valid, or the object has one and others do not.</exception>
    public byte[]? Add(S3Address address)
    {
        if (withoutVersions)
            address = address with { VersionId = null };
        var row = BatchManifestRow.Of(address);
        var hasVersion = address.VersionId is not null;
        if (Count > 0 && hasVersion != HasVersions)
            throw new BatchManifestException(
                BatchManifestFault.MixedVersions,
                $"{address} has {(hasVersion ? "a version" : "no version")}, unlike the objects before. A manifest has a version for "
                    + "each object, or for none."
            );
        if (seen?.TryAdd(row) == false)
        {
            duplicateCount++;
            if (duplicates.Count < NamedAtMost)
                duplicates.Add(address.ToString());
            return null;
        }
        HasVersions = hasVersion;
        Count++;
        return Encoding.ASCII.GetBytes(row + "\n");
    }

    /// <summary>Throws if an object was added more than once.</summary>
    /// <exception cref="BatchManifestException">The message names the first ones.</exception>
    public void ThrowIfDuplicates()
    {
        if (duplicateCount == 0)
            return;
        var more = duplicateCount > duplicates.Count ? $", and {duplicateCount - duplicates.Count} more" : "";
        throw new BatchManifestException(
            BatchManifestFault.DuplicateEntry,
            "A job processes an object once for each row of its manifest, and some objects were received more than once: "
                + $"{string.Join(", ", duplicates)}{more}."
        );
    }
}
