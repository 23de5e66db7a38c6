namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Contains the names of the environment variables, and of those arguments of a job that can take their place.</summary>
internal static class SettingName
{
    const string Prefix = "REDSHIFT_ENCRYPTION_";

    public const string Action = Prefix + "ACTION";
    public const string RootKey = Prefix + "ROOT_KEY";
    public const string NewRootKey = Prefix + "NEW_ROOT_KEY";
    public const string KeyPrefix = Prefix + "KEY_PREFIX";
    public const string DestinationBucket = Prefix + "DESTINATION_BUCKET";
    public const string DestinationPrefix = Prefix + "DESTINATION_PREFIX";
    public const string ServerSideEncryption = Prefix + "SERVER_SIDE_ENCRYPTION";
    public const string KmsKeyId = Prefix + "KMS_KEY_ID";
    public const string BucketKeyEnabled = Prefix + "BUCKET_KEY_ENABLED";
    public const string ReadBack = Prefix + "READ_BACK";
    public const string RequireEncryption = Prefix + "REQUIRE_ENCRYPTION";
    public const string MaximumLength = Prefix + "MAXIMUM_LENGTH";
    public const string ExpectedBucketOwner = Prefix + "EXPECTED_BUCKET_OWNER";
    public const string KmsRegion = Prefix + "KMS_REGION";
    public const string KmsEncryptionContext = Prefix + "KMS_ENCRYPTION_CONTEXT";

    /// <summary>Gets all names. Another variable with their prefix is a misspelled one.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Action,
        RootKey,
        NewRootKey,
        KeyPrefix,
        DestinationBucket,
        DestinationPrefix,
        ServerSideEncryption,
        KmsKeyId,
        BucketKeyEnabled,
        ReadBack,
        RequireEncryption,
        MaximumLength,
        ExpectedBucketOwner,
        KmsRegion,
        KmsEncryptionContext,
    ];

    /// <summary>
    /// Gets the variables that an argument of a job can take the place of, by the names of the arguments: those that say where
    /// objects go. What the function does, with which keys and for which account is not the job's to choose.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Arguments { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["keyPrefix"] = KeyPrefix,
            ["destinationBucket"] = DestinationBucket,
            ["destinationPrefix"] = DestinationPrefix,
            ["serverSideEncryption"] = ServerSideEncryption,
            ["kmsKeyId"] = KmsKeyId,
            ["bucketKeyEnabled"] = BucketKeyEnabled,
        };

    /// <summary>Returns whether a variable is named like one of this function's.</summary>
    public static bool IsOwn(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
