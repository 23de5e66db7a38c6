using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Envelope;

/// <summary>Recognizes instruction files: objects that contain the envelope of another object.</summary>
internal static class InstructionFile
{
    /// <summary>The obstacle of an instruction file in an <see cref="EnvelopeReading"/>.</summary>
    public const string Obstacle = "it is an instruction file: another object's envelope, not content";

    /// <summary>The largest size of an instruction file, in bytes.</summary>
    const int LongestLength = 64 * 1024;

    /// <summary>The suffixes that clients add to a key: Java and Ruby, then .NET V1.</summary>
    static readonly string[] Suffixes = [".instruction", "INSTRUCTION_SUFFIX"];

    static readonly string[] WrappedKeys = [EnvelopeFields.WrappedKey, EnvelopeFields.WrappedKeyV2, EnvelopeFields.WrappedKeyV3];

    /// <summary>
    /// Finds an object's instruction file, if any, with up to two requests and one more if an object has its name.
    /// </summary>
    public static async Task<S3Address?> FindAsync(IObjectReader store, S3Address address, CancellationToken cancellationToken)
    {
        foreach (var key in KeysOf(address.Key))
        {
            var instructions = new S3Address(address.BucketName, key);
            if (
                await store.FindAsync(instructions, cancellationToken).ConfigureAwait(false) is { } description
                && await IsAsync(store, instructions, description, cancellationToken).ConfigureAwait(false)
            )
                return instructions;
        }
        return null;
    }

    /// <summary>
    /// Returns whether an object is an instruction file, by its mark in the metadata. Ruby's clients do not set one, so
    /// its name and content count as well.
    /// </summary>
    public static async Task<bool> IsAsync(
        IObjectReader store,
        S3Address address,
        ObjectDescription description,
        CancellationToken cancellationToken
    )
    {
        if (EnvelopeReader.Read(description.Metadata).Kind != EnvelopeKind.None)
            return description.Metadata.ContainsKey(EnvelopeFields.InstructionFile);
        if (OwnerOf(address.Key) is null || description.Length is 0 or > LongestLength)
            return false;
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
        return HasWrappedKey(content);
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

    static bool HasWrappedKey(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonText.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document
                    .RootElement.EnumerateObject()
                    .Any(static property => Array.Exists(WrappedKeys, field => JsonText.IsNamed(property, field)));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
