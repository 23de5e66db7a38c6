using RedshiftEncryption.Envelope;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Creates the request of a conversion from the settings.</summary>
internal static class Destination
{
    /// <exception cref="InvalidSettingException">The settings have no destination for the object, or its own address.</exception>
    /// <exception cref="InvalidKeyException">S3 does not allow the key of the destination.</exception>
    public static ConvertRequest RequestFor(S3Address source, ActionSettings settings, KeyRing keys)
    {
        if (!settings.HasDestination)
            throw new InvalidSettingException(
                $"Neither {SettingName.DestinationBucket} nor {SettingName.DestinationPrefix} is specified, by the function's "
                    + "environment or the job's arguments."
            );
        var mapping = new KeyMapping(
            source.BucketName,
            settings.KeyPrefix,
            settings.DestinationBucket ?? source.BucketName,
            settings.DestinationPrefix ?? settings.KeyPrefix
        );
        var destination =
            mapping.Find(source.BucketName, source.Key)
            ?? throw new InvalidSettingException($"{source} does not begin with the prefix '{settings.KeyPrefix}'.");
        if (destination == source with { VersionId = null })
            throw new InvalidSettingException($"{source} would be overwritten by its own conversion. Specify another destination.");
        ObjectKey.Checked(destination.Key);
        return new ConvertRequest(source, destination, keys)
        {
            ServerSideEncryption = settings.ServerSideEncryption,
            KmsKeyId = settings.KmsKeyId,
            Options = new StorageOptions { BucketKeyEnabled = settings.BucketKeyEnabled },
            Mapping = mapping,
        };
    }
}
