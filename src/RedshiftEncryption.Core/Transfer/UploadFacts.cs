using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Contains everything that determines the parts of an upload, by name. A later run resumes the upload only if all of it is
/// the same. Contains no secret.
/// </summary>
/// <param name="Values">The facts.</param>
internal sealed record UploadFacts(IReadOnlyDictionary<string, string> Values)
{
    public const string Endpoint = "endpoint";
    public const string Bucket = "bucket";
    public const string Key = "key";

    /// <summary>User metadata that follows from the data key or the content, which the parts are compared by.</summary>
    static readonly HashSet<string> Derived = new(
        [
            EnvelopeFields.WrappedKey,
            EnvelopeFields.InitializationVector,
            EnvelopeFields.MaterialDescription,
            EnvelopeFields.UnencryptedLength,
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Gets the facts of an upload.</summary>
    /// <param name="store">The store to upload to.</param>
    /// <param name="write">The object without its envelope.</param>
    /// <param name="source">The source.</param>
    /// <param name="partSize">The part size in bytes.</param>
    /// <param name="compression">The compression, with its level and library; null for none.</param>
    /// <param name="rootKey">The root key; null without client-side encryption.</param>
    public static UploadFacts Of(
        IObjectWriter store,
        ObjectWrite write,
        SourceContent source,
        int partSize,
        string? compression,
        RootKey? rootKey
    ) =>
        new(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [Endpoint] = store.EndpointUrl ?? "",
                ["region"] = store.Region,
                [Bucket] = write.Address.BucketName,
                [Key] = write.Address.Key,
                ["path"] = source.File.Path,
                ["fileLength"] = Text(source.File.Length),
                ["lastWriteTimeUtc"] = source.File.State.LastWriteTimeUtc.ToString("O", CultureInfo.InvariantCulture),
                ["offset"] = Text(source.Range.Offset),
                ["length"] = Text(source.Range.Length),
                ["headerLength"] = Text(source.Range.HeaderLength),
                ["partSize"] = Text(partSize),
                ["compression"] = compression ?? nameof(CopyCompression.None),
                ["checksums"] = store.TakesChecksums ? "CRC32C" : "",
                ["rootKeyFingerprint"] = rootKey?.Fingerprint ?? "",
                ["object"] = Digest(write),
            }
        );

    /// <summary>Gets the name of a fact that differs; null if all are the same.</summary>
    public string? DifferenceFrom(UploadFacts other) =>
        Values
            .Keys.Union(other.Values.Keys, StringComparer.Ordinal)
            .FirstOrDefault(name =>
                !Values.TryGetValue(name, out var own)
                || !other.Values.TryGetValue(name, out var others)
                || !string.Equals(own, others, StringComparison.Ordinal)
            );

    /// <summary>Returns whether both are of the same object at the same endpoint.</summary>
    public bool HasDestinationOf(UploadFacts other) =>
        Array.TrueForAll(
            [Endpoint, Bucket, Key],
            name =>
                Values.TryGetValue(name, out var own)
                && other.Values.TryGetValue(name, out var others)
                && string.Equals(own, others, StringComparison.Ordinal)
        );

    /// <summary>
    /// Gets the SHA-256 of what the upload was started with: all properties of the write except the address and the conditions,
    /// which only apply when it is completed.
    /// </summary>
    static string Digest(ObjectWrite write) =>
        Convert.ToBase64String(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    write with
                    {
                        Address = new S3Address("", ""),
                        NoClobber = false,
                        ReplacedETag = null,
                        Metadata = Sorted(write.Metadata.Where(static field => !Derived.Contains(field.Key))),
                        Tags = Sorted(write.Tags),
                    }
                )
            )
        );

    static SortedDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
            sorted.Add(field.Key, field.Value);
        return sorted;
    }

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
