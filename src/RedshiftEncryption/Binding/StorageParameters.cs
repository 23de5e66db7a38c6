using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net.Http.Headers;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Reads the parameters that specify how objects are stored, which the cmdlets that write objects share. Ends the command if
/// a value is not valid, before the first request.
/// </summary>
/// <param name="cmdlet">The cmdlet that has the parameters.</param>
internal sealed class StorageParameters(PSCmdlet cmdlet)
{
    const string BucketKey = "BucketKeyEnabled";

    /// <summary>Gets the value of -StorageClass.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Gets the value of -Tag.</summary>
    public Hashtable? Tag { get; init; }

    /// <summary>Gets the value of -Metadata.</summary>
    public Hashtable? Metadata { get; init; }

    /// <summary>Gets the value of -ContentType.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets the value of -CacheControl.</summary>
    public string? CacheControl { get; init; }

    /// <summary>Gets the value of -BucketKeyEnabled.</summary>
    public SwitchParameter BucketKeyEnabled { get; init; }

    /// <summary>Gets the value of -ServerSideEncryption.</summary>
    public string? ServerSideEncryption { get; init; }

    public StorageOptions Read()
    {
        var isBucketKeyGiven = cmdlet.MyInvocation.BoundParameters.ContainsKey(BucketKey);
        if (isBucketKeyGiven && !EncryptionName.IsKms(ServerSideEncryption))
            End($"-{BucketKey} requires -ServerSideEncryption aws:kms.", BucketKey);
        return new StorageOptions
        {
            StorageClass = ReadStorageClass(),
            Tags = ReadTags(),
            Metadata = ReadMetadata(),
            ContentType = ReadContentType(),
            CacheControl = ReadHeader(CacheControl, nameof(CacheControl)),
            BucketKeyEnabled = isBucketKeyGiven ? BucketKeyEnabled.ToBool() : null,
        };
    }

    string? ReadStorageClass()
    {
        if (StorageClass is null)
            return null;
        if (!StorageClassName.IsName(StorageClass))
            End($"'{StorageClass}' is not the name of a storage class, such as STANDARD_IA.", StorageClass);
        var name = StorageClassName.Exact(StorageClass);
        if (StorageClassName.IsArchive(name))
            cmdlet.WriteWarning($"COPY and the cmdlets of this module cannot read objects in {name} until they are restored.");
        return name;
    }

    Dictionary<string, string> ReadTags()
    {
        var tags = Texts(Tag, nameof(Tag), static key => key);
        if (tags.Count > TagRules.MaximumCount)
            End($"-Tag has {tags.Count} tags. S3 stores at most {TagRules.MaximumCount} with an object.", nameof(Tag));
        if (
            tags.Select(static tag => TagRules.Problem(tag.Key, tag.Value)).FirstOrDefault(static found => found is not null) is { } problem
        )
            End($"-Tag is not valid: {problem}.", nameof(Tag));
        return tags;
    }

    Dictionary<string, string> ReadMetadata()
    {
        // S3 stores names in lower case.
        var metadata = Texts(Metadata, nameof(Metadata), static name => name.ToLowerInvariant());
        if (
            metadata
                .Select(static field => UserMetadata.Problem(field.Key, field.Value))
                .FirstOrDefault(static found => found is not null) is
            { } problem
        )
            End($"-Metadata is not valid: {problem}.", nameof(Metadata));
        var length = UserMetadata.Length(metadata);
        if (length > UserMetadata.MaximumLength)
            End(
                $"-Metadata has {length} bytes in names and values. S3 stores at most {UserMetadata.MaximumLength} with an object.",
                nameof(Metadata)
            );
        return metadata;
    }

    string? ReadContentType()
    {
        var type = ReadHeader(ContentType, nameof(ContentType));
        if (type is not null && !MediaTypeHeaderValue.TryParse(type, out _))
            End($"-ContentType '{type}' is not a media type, such as text/csv.", type);
        return type;
    }

    string? ReadHeader(string? value, string parameter)
    {
        if (value is not null && (value.Trim(' ').Length != value.Length || !value.All(static character => character is >= ' ' and <= '~')))
            End($"-{parameter} contains a character that is not printable ASCII, or begins or ends with a space.", value);
        return value;
    }

    Dictionary<string, string> Texts(Hashtable? table, string parameter, Func<string, string> spell)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table ?? [])
        {
            var name = spell(Text(entry.Key));
            if (texts.ContainsKey(name))
                End($"-{parameter} contains '{name}' twice.", parameter);
            texts.Add(name, Text(entry.Value));
        }
        return texts;
    }

    static string Text(object? value) => (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) ?? "";

    void End(string message, object target) => cmdlet.ThrowTerminatingError(ErrorRecords.InvalidParameters(message, target));
}
