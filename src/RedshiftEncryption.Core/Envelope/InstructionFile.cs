using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Envelope;

/// <summary>Recognizes and reads instruction files: objects that contain the envelope of another object.</summary>
internal static class InstructionFile
{
    /// <summary>The obstacle of an instruction file in an <see cref="EnvelopeReading"/>.</summary>
    public const string Obstacle = "it is an instruction file: another object's envelope, not content";

    /// <summary>The largest size of an instruction file, in bytes.</summary>
    const int LongestLength = 64 * 1024;

    /// <summary>The suffixes that clients add to a key: Java and Ruby, then .NET V1.</summary>
    static readonly string[] Suffixes = [".instruction", "INSTRUCTION_SUFFIX"];

    /// <summary>
    /// Finds and reads an object's instruction file, if any, with up to two requests and one more if an object has its name.
    /// </summary>
    public static async Task<InstructionFileContent?> FindAsync(IObjectReader store, S3Address address, CancellationToken cancellationToken)
    {
        foreach (var key in KeysOf(address.Key))
        {
            var instructions = new S3Address(address.BucketName, key);
            if (
                await store.FindAsync(instructions, cancellationToken).ConfigureAwait(false) is { } description
                && await ReadAsync(store, instructions, description, cancellationToken).ConfigureAwait(false) is { } content
            )
                return content;
        }
        return null;
    }

    /// <summary>Returns whether an object is an instruction file.</summary>
    public static async Task<bool> IsAsync(
        IObjectReader store,
        S3Address address,
        ObjectDescription description,
        CancellationToken cancellationToken
    ) =>
        IsMarked(description)
        || (
            OwnerOf(address.Key) is not null
            && await ReadAsync(store, address, description, cancellationToken).ConfigureAwait(false) is not null
        );

    /// <summary>
    /// Reads an instruction file. The mark in the metadata identifies it. Ruby's clients and V3's do not set one, so content
    /// with a wrapped key does as well.
    /// </summary>
    /// <returns>The content, without fields if it is marked but cannot be parsed; null for any other object.</returns>
    static async Task<InstructionFileContent?> ReadAsync(
        IObjectReader store,
        S3Address address,
        ObjectDescription description,
        CancellationToken cancellationToken
    )
    {
        if (EnvelopeReader.Read(description.Metadata).Kind is not (EnvelopeKind.None or EnvelopeKind.InstructionFile))
            return null;
        var fields = description.Length is 0 or > LongestLength
            ? null
            : JsonText.TryReadFields(await DownloadAsync(store, address, description, cancellationToken).ConfigureAwait(false));
        return IsMarked(description) || fields?.Keys.Any(EnvelopeFields.IsWrappedKey) == true
            ? new InstructionFileContent(address, description, fields ?? [])
            : null;
    }

    static bool IsMarked(ObjectDescription description) =>
        description.Metadata.Any(static field =>
            string.Equals(field.Key, EnvelopeFields.InstructionFile, StringComparison.OrdinalIgnoreCase)
        );

    static async Task<byte[]> DownloadAsync(
        IObjectReader store,
        S3Address address,
        ObjectDescription description,
        CancellationToken cancellationToken
    )
    {
        using var opened = await store
            .ReadAsync(
                address,
                new ContentRange(0, description.Length),
                EntityTag.IsStrong(description.ETag) ? description.ETag : null,
                cancellationToken
            )
            .ConfigureAwait(false);
        var content = new byte[opened.Length];
        _ = await StreamReading.FillAsync(opened.Body, content, cancellationToken).ConfigureAwait(false);
        return content;
    }

    /// <summary>Formats an instruction file with another wrapped key.</summary>
    /// <param name="instructions">The file of a V1 envelope.</param>
    /// <param name="wrappedKey">The wrapped key in base64.</param>
    public static byte[] Format(InstructionFileContent instructions, string wrappedKey)
    {
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
        {
            writer.WriteStartObject();
            foreach (var field in instructions.Fields)
            {
                var isKey = string.Equals(field.Key, EnvelopeFields.WrappedKey, StringComparison.OrdinalIgnoreCase);
                writer.WriteString(field.Key, isKey ? wrappedKey : field.Value);
            }
            writer.WriteEndObject();
        }
        return content.ToArray();
    }

    /// <summary>Gets the keys that an object's instruction file can have.</summary>
    public static string[] KeysOf(string key) => Array.ConvertAll(Suffixes, suffix => key + suffix);

    /// <summary>
    /// Gets the key of the object whose instruction file this key would be; null if the key does not name one.
    /// </summary>
    public static string? OwnerOf(string key) =>
        Array.Find(Suffixes, suffix => key.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix
            ? key.Substring(0, key.Length - suffix.Length)
            : null;
}
