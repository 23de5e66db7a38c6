using System.Collections;
using System.Management.Automation;
using System.Net.Http.Headers;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Reads the parameters that specify how objects are stored. Ends the command if a value is not valid, before the first
/// request.
/// </summary>
/// <param name="cmdlet">The cmdlet that has the parameters.</param>
/// <param name="given">Their values.</param>
internal sealed class StorageParameters(PSCmdlet cmdlet, IStorageParameters given)
{
    /// <param name="cmdlet">The cmdlet that has the parameters.</param>
    /// <param name="given">Their values.</param>
    public static StorageOptions Read(PSCmdlet cmdlet, IStorageParameters given) => new StorageParameters(cmdlet, given).Read();

    StorageOptions Read()
    {
        const string BucketKey = nameof(IStorageParameters.BucketKeyEnabled);
        var isBucketKeyGiven = cmdlet.MyInvocation.BoundParameters.ContainsKey(BucketKey);
        if (isBucketKeyGiven && !EncryptionName.IsKms(given.ServerSideEncryption))
            End($"-{BucketKey} requires -ServerSideEncryption aws:kms.", BucketKey);
        return new StorageOptions
        {
            StorageClass = ReadStorageClass(),
            Tags = ReadTags(),
            Metadata = ReadMetadata(),
            ContentType = ReadContentType(),
            CacheControl = ReadHeader(given.CacheControl, nameof(given.CacheControl)),
            BucketKeyEnabled = isBucketKeyGiven ? given.BucketKeyEnabled.ToBool() : null,
        };
    }

    string? ReadStorageClass()
    {
        if (given.StorageClass is not { } text)
            return null;
        if (!StorageClassName.IsName(text))
            End($"'{text}' is not the name of a storage class, such as STANDARD_IA.", text);
        var name = StorageClassName.Exact(text);
        if (StorageClassName.IsArchive(name))
            cmdlet.WriteWarning($"COPY and the cmdlets of this module cannot read objects in {name} until they are restored.");
        return name;
    }

    Dictionary<string, string> ReadTags()
    {
        var tags = Texts(given.Tag, nameof(given.Tag), static key => key);
        if (tags.Count > TagRules.MaximumCount)
            End($"-Tag has {tags.Count} tags. S3 stores at most {TagRules.MaximumCount} with an object.", nameof(given.Tag));
        if (
            tags.Select(static tag => TagRules.Problem(tag.Key, tag.Value)).FirstOrDefault(static found => found is not null) is { } problem
        )
            End($"-Tag is not valid: {problem}.", nameof(given.Tag));
        return tags;
    }

    Dictionary<string, string> ReadMetadata()
    {
        // S3 stores names in lower case.
        var metadata = Texts(given.Metadata, nameof(given.Metadata), static name => name.ToLowerInvariant());
        if (
            metadata
                .Select(static field => UserMetadata.Problem(field.Key, field.Value))
                .FirstOrDefault(static found => found is not null) is
            { } problem
        )
            End($"-Metadata is not valid: {problem}.", nameof(given.Metadata));
        var length = UserMetadata.Length(metadata);
        if (length > UserMetadata.MaximumLength)
            End(
                $"-Metadata has {length} bytes in names and values. S3 stores at most {UserMetadata.MaximumLength} with an object.",
                nameof(given.Metadata)
            );
        return metadata;
    }

    string? ReadContentType()
    {
        var type = ReadHeader(given.ContentType, nameof(given.ContentType));
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
            var name = spell(InvariantText.Of(entry.Key));
            if (texts.ContainsKey(name))
                End($"-{parameter} contains '{name}' twice.", parameter);
            texts.Add(name, InvariantText.Of(entry.Value));
        }
        return texts;
    }

    void End(string message, object target) => cmdlet.ThrowTerminatingError(ErrorRecords.InvalidParameters(message, target));
}
