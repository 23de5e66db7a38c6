using System.Management.Automation;

namespace RedshiftEncryption.Errors;

/// <summary>Contains the category and the remedy of each error ID. A remedy that differs for a cmdlet has its own row.</summary>
internal static class ErrorTable
{
    /// <summary>The remedy for an envelope that was modified.</summary>
    public const string RestoreMetadata = "Restore the object's metadata from an intact version or copy.";

    const string Convert = "Convert-EncryptedS3Object";
    const string GetReport = "Get-ConversionReport";
    const string InvokeStatement = "Invoke-CopyStatement";
    const string NewBatchManifest = "New-S3BatchManifest";
    const string NewManifest = "New-CopyManifest";
    const string NewRootKey = "New-RootKey";
    const string Receive = "Receive-EncryptedS3Object";
    const string RemoveUpload = "Remove-IncompleteS3Upload";
    const string Send = "Send-EncryptedS3Object";
    const string Update = "Update-EncryptedS3Object";

    const string CheckFile = "Check the file's permissions, and whether another program has it open.";
    const string CheckKeyFile = "Check the key file's path and permissions. Read a key again that was disposed of.";
    const string CheckDirectory = "Check that the directory exists, that you can write to it, and that the disk is not full.";
    const string CheckSource = "Check the errors of the earlier commands in the pipeline, or specify -Uri.";
    const string RestoreObject = "Restore the object from an intact version or copy.";
    const string SendUnsplit = "Send the file without -SplitSize, or convert it to a format whose records can be recognized.";
    const string FixAndRerun = "Fix the errors and rerun the pipeline, or specify -AllowIncomplete.";
    const string TestFirst = "Add Test-EncryptedRoundTrip before this command, or specify -AllowUnverified.";

    static readonly Dictionary<string, (ErrorCategory Category, string? Remedy)> Rows = new(StringComparer.Ordinal)
    {
        // Files and paths.
        ["PathNotFound"] = (
            ErrorCategory.ObjectNotFound,
            "Check the path. A relative path is relative to the current PowerShell location."
        ),
        ["PathUnreadable"] = (ErrorCategory.ReadError, CheckFile),
        ["PathInvalid"] = (ErrorCategory.InvalidArgument, "Check the drive and the spelling of the path."),
        ["NotAFileSystemPath"] = (ErrorCategory.InvalidArgument, "Specify a path in the file system."),
        ["OutsideBasePath"] = (ErrorCategory.InvalidArgument, "Specify a -BasePath that contains all files, or omit it."),
        ["BasePathNotFound"] = (ErrorCategory.ObjectNotFound, "Specify an existing directory."),
        ["DirectoryWithoutRecurse"] = (ErrorCategory.InvalidArgument, "Specify -Recurse to send the files below the directory."),
        ["SourceChanged"] = (ErrorCategory.ResourceBusy, "Send the file again when no other program writes to it."),
        ["SourceTooLarge"] = (ErrorCategory.LimitsExceeded, "Split the file."),
        ["SourceUnsplittable"] = (ErrorCategory.InvalidData, SendUnsplit),
        ["SourceNotText"] = (ErrorCategory.InvalidData, "Send the file without -Compression."),
        ["FileNotWritten"] = (ErrorCategory.WriteError, CheckDirectory),
        ["FileExists"] = (ErrorCategory.ResourceExists, "Specify -Force to overwrite the file."),
        ["InvalidDestination"] = (ErrorCategory.InvalidArgument, "Specify a directory in the file system, or a file for a single object."),
        ["DuplicatePath"] = (ErrorCategory.ResourceExists, "Receive the objects into different directories."),
        ["ExpandedTooLarge"] = (
            ErrorCategory.LimitsExceeded,
            "Specify the expected size with -MaximumExpandedSize, or receive the object without -Expand."
        ),
        ["OutsideDestination"] = (
            ErrorCategory.SecurityError,
            "Replace the link with a directory, or specify the directory that it leads to as the -Destination."
        ),
        ["UnsafeKey"] = (ErrorCategory.SecurityError, "Receive the object on its own, with -Key and a file as the -Destination."),
        ["OutsideKeyPrefix"] = (ErrorCategory.InvalidArgument, "Specify a -KeyPrefix that the key begins with, or omit it."),

        // Objects and requests.
        ["BucketNotFound"] = (ErrorCategory.ObjectNotFound, "Create the bucket, or check -BucketName, -Region and -EndpointUrl."),
        ["ObjectNotFound"] = (ErrorCategory.ObjectNotFound, "Check -Key and -VersionId."),
        ["SourceMissing"] = (
            ErrorCategory.ObjectNotFound,
            "Delete the object if its file was deleted on purpose, or leave it out with -Exclude."
        ),
        ["SplitObjects"] = (
            ErrorCategory.NotImplemented,
            "Pass the records of Send-EncryptedS3Object -SplitSize, which -SkipUnchanged also returns, through the pipeline."
        ),
        ["ObjectExists"] = (ErrorCategory.ResourceExists, "Omit -NoClobber to overwrite the object."),
        ["AccessDenied"] = (
            ErrorCategory.PermissionDenied,
            "Grant the credentials the permission, on the bucket and on the KMS key. Check -ExpectedBucketOwner if it is specified."
        ),
        ["InvalidCredentials"] = (
            ErrorCategory.AuthenticationError,
            "Check -AwsCredential, -SessionToken, -ProfileName or the environment, or sign in again."
        ),
        ["InvalidConnection"] = (
            ErrorCategory.AuthenticationError,
            "Specify -Region and -AwsCredential or -ProfileName, or set the AWS environment variables."
        ),
        ["StoredCredentialsUnusable"] = (
            ErrorCategory.AuthenticationError,
            "Specify -ProfileName or -AwsCredential, or clear $StoredAWSCredentials."
        ),
        ["ObjectChanged"] = (ErrorCategory.ResourceBusy, "Run the command again when no other client writes to the object."),
        ["WrongRegion"] = (ErrorCategory.InvalidArgument, "Specify the bucket's -Region."),
        ["RequestNotImplemented"] = (
            ErrorCategory.NotImplemented,
            "Use a server that implements the request, or omit the option that needs it."
        ),
        ["ServerSideEncryptionIgnored"] = (ErrorCategory.SecurityError, "Delete the object, and use an endpoint that encrypts."),
        ["InvalidResponse"] = (
            ErrorCategory.ProtocolError,
            "Check the endpoint, and any proxy or gateway in front of it. Its response is not what Amazon S3 sends."
        ),
        ["WriteNotConfirmed"] = (ErrorCategory.ProtocolError, "Check whether the object exists, and run the command again."),
        ["EndpointRedirected"] = (ErrorCategory.SecurityError, "Specify the endpoint's own URL with -EndpointUrl."),
        ["EndpointUnavailable"] = (
            ErrorCategory.ConnectionError,
            "Check the network, the endpoint and the region, and run the command again."
        ),
        ["RequestRefused"] = (ErrorCategory.InvalidOperation, "Look up the server's error code from the message."),
        ["UploadNotAborted"] = (
            ErrorCategory.CloseError,
            "Abort the upload that the message names, or add a lifecycle rule with AbortIncompleteMultipartUpload to the bucket."
        ),
        ["UploadInProgress"] = (
            ErrorCategory.ResourceBusy,
            "Wait until the other process has ended, or specify another -ResumeDirectory for an upload of its own."
        ),
        ["UploadStateUnusable"] = (
            ErrorCategory.WriteError,
            "Check that you can write to the directory and that the disk is not full, or specify another -ResumeDirectory."
        ),
        ["MetadataTooLarge"] = (ErrorCategory.LimitsExceeded, "Shorten the user metadata, or remove entries."),
        ["InvalidKey"] = (ErrorCategory.InvalidArgument, "Specify another -Key or -KeyPrefix."),
        ["InvalidBucketName"] = (
            ErrorCategory.InvalidArgument,
            "Specify only the name of the bucket, without a key. A key belongs in an S3 URI."
        ),
        ["DuplicateKey"] = (ErrorCategory.ResourceExists, null),

        // Keys and envelopes.
        ["InvalidRootKey"] = (ErrorCategory.InvalidData, "Create a key with New-RootKey, or specify the right key file."),
        ["RootKeyUnreadable"] = (ErrorCategory.OpenError, CheckKeyFile),
        ["InvalidPrivateKey"] = (ErrorCategory.InvalidData, "Specify the PEM file of an RSA private key, or an RSA object that decrypts."),
        ["PrivateKeyNotDecrypted"] = (
            ErrorCategory.SecurityError,
            "Specify the passphrase of the private key with -PrivateKeyPassphrase. One passphrase applies to all files."
        ),
        ["PrivateKeyNotSupported"] = (ErrorCategory.NotImplemented, "Run the command in PowerShell 7."),
        ["PrivateKeyUnreadable"] = (ErrorCategory.OpenError, CheckKeyFile),
        ["RootKeyNotWritten"] = (ErrorCategory.WriteError, CheckDirectory),
        ["RootKeyFileExists"] = (ErrorCategory.ResourceExists, "Specify another path."),
        ["RootKeyRequired"] = (ErrorCategory.InvalidArgument, "Specify -RootKey."),
        ["PrivateKeyRequired"] = (ErrorCategory.InvalidArgument, "Specify -PrivateKey."),
        ["WrongRootKey"] = (ErrorCategory.SecurityError, "Specify the root key of the object with -RootKey."),
        ["NoEncryption"] = (ErrorCategory.InvalidArgument, "Specify -RootKey, -ServerSideEncryption, or both."),
        ["NotEncrypted"] = (
            ErrorCategory.SecurityError,
            "Find out who wrote the object. To accept unencrypted objects, omit -RequireEncryption."
        ),
        ["DamagedEnvelope"] = (ErrorCategory.InvalidData, RestoreMetadata),
        ["UnsupportedEnvelope"] = (ErrorCategory.NotImplemented, "Decrypt the object with the client that wrote it."),
        ["DamagedContent"] = (ErrorCategory.InvalidData, RestoreObject),
        ["KmsAccessDenied"] = (ErrorCategory.PermissionDenied, "Grant the credentials kms:Decrypt on the KMS key."),
        ["KmsInvalidCredentials"] = (
            ErrorCategory.AuthenticationError,
            "Check the credentials, the AWS profile or the environment, or sign in again."
        ),
        ["KmsKeyNotFound"] = (ErrorCategory.ObjectNotFound, "Check the KMS key and its region."),
        ["KmsKeyUnusable"] = (ErrorCategory.ResourceUnavailable, "Enable the KMS key, or cancel its deletion."),
        ["KmsCiphertextRefused"] = (ErrorCategory.InvalidData, "Restore the key file from a copy."),
        ["KmsEncryptionContextDiffers"] = (
            ErrorCategory.SecurityError,
            "Find out who wrote the object. To accept it, specify its own encryption context, or omit the parameter."
        ),
        ["KmsInvalidResponse"] = (
            ErrorCategory.ProtocolError,
            "Check AWS_ENDPOINT_URL_KMS if it is set, and any proxy or gateway. The response is not what AWS KMS sends."
        ),
        ["KmsUnavailable"] = (
            ErrorCategory.ConnectionError,
            "Check the network, the region, and AWS_ENDPOINT_URL_KMS if it is set, and run the command again."
        ),
        ["KmsRequestRefused"] = (ErrorCategory.InvalidOperation, "Look up the service's error code from the message."),

        // Runs of statements.
        ["RedshiftAccessDenied"] = (ErrorCategory.PermissionDenied, "Grant the credentials the permissions that the message names."),
        ["RedshiftInvalidCredentials"] = (
            ErrorCategory.AuthenticationError,
            "Check -AwsCredential, -SessionToken, -ProfileName or the environment, or sign in again."
        ),
        ["RedshiftInvalidResponse"] = (
            ErrorCategory.ProtocolError,
            "Check the endpoint, and any proxy or gateway. The response is not what the Redshift Data API sends."
        ),
        ["RedshiftRequestRefused"] = (
            ErrorCategory.InvalidOperation,
            "Check -Database, and -WorkgroupName or -ClusterIdentifier, and look up the service's error code from the message."
        ),
        ["RedshiftUnavailable"] = (
            ErrorCategory.ConnectionError,
            "Check the network, the endpoint and the region, and run the command again. It joins the run if it has been started."
        ),
        ["StatementNotFound"] = (ErrorCategory.ObjectNotFound, "Check -Id and -Region."),
        ["StatementHasSecret"] = (
            ErrorCategory.SecurityError,
            "Authorize with -IamRole in place of an access key. Convert client-side encrypted objects with "
                + "Convert-EncryptedS3Object, or run the text of GetCommandText() over a database connection."
        ),
        ["InvalidRun"] = (ErrorCategory.InvalidArgument, null),
        ["LoadFailed"] = (
            ErrorCategory.InvalidData,
            "Correct the rows or the options of the statement, and send the files again. Then specify another -RunName."
        ),
        ["StatementFailed"] = (
            ErrorCategory.InvalidResult,
            "Check the table, and the permissions of the IAM role on the bucket and on the KMS key. "
                + "Then specify another -RunName to run the statement again."
        ),
        ["RowCountDiffers"] = (
            ErrorCategory.InvalidResult,
            "Check whether each file is in the manifest once, and how the format counts records. "
                + "Specify the right number with -ExpectedRows."
        ),
        ["StatementCanceled"] = (ErrorCategory.OperationStopped, "Specify another -RunName to run the statement again."),
        ["StatementTimedOut"] = (
            ErrorCategory.OperationTimeout,
            "Specify a longer -TimeoutSeconds, and another -RunName to run the statement again."
        ),

        // Records, manifests and statements.
        ["InvalidRecord"] = (ErrorCategory.InvalidData, "Correct the property, or remove it from the record."),
        ["IncompleteRecord"] = (ErrorCategory.InvalidArgument, null),
        ["RecordNotFollowed"] = (ErrorCategory.SecurityError, null),
        ["InvalidParameters"] = (ErrorCategory.InvalidArgument, null),
        ["ConfirmationRequired"] = (ErrorCategory.InvalidOperation, "Specify -Force."),
        ["InvalidCopyOption"] = (ErrorCategory.InvalidArgument, null),
        ["InvalidUnloadOption"] = (ErrorCategory.InvalidArgument, null),
        ["NoInput"] = (ErrorCategory.ObjectNotFound, CheckSource),
        ["FailedItems"] = (ErrorCategory.InvalidData, FixAndRerun),
        ["NotVerified"] = (ErrorCategory.InvalidData, "Send the files that differ again, and verify them, before you load the objects."),
        ["Unverified"] = (ErrorCategory.InvalidData, TestFirst),
        ["ManifestNotWritten"] = (ErrorCategory.WriteError, CheckDirectory),
        ["DuplicateEntry"] = (ErrorCategory.ResourceExists, "Pass each object once."),
        ["ManifestTooLarge"] = (ErrorCategory.LimitsExceeded, "Increase -MemoryLimit."),
        ["InvalidManifest"] = (ErrorCategory.InvalidData, null),
        ["MixedVersions"] = (
            ErrorCategory.InvalidData,
            "Specify -WithoutVersion for a job that processes the current versions, or write a manifest for each kind."
        ),
        ["InvalidVersionId"] = (ErrorCategory.InvalidData, "Correct the version in the record, or specify -WithoutVersion."),
        ["InvalidSshHostKey"] = (
            ErrorCategory.InvalidData,
            "Specify /etc/ssh/ssh_host_rsa_key.pub of the host, or the line that ssh-keyscan -t rsa prints, "
                + "after you compared its fingerprint."
        ),
        ["InvalidRunReport"] = (ErrorCategory.InvalidData, "Run the shard again, or start a new run with another -RunUri."),
        ["RunDiffers"] = (
            ErrorCategory.InvalidArgument,
            "Run all shards with the same inventory, -ShardCount and parameters, or start a new run with another -RunUri."
        ),
        ["RunNotFound"] = (ErrorCategory.ObjectNotFound, "Check -RunUri. The first shard with this -RunUri starts the run."),
        ["InvalidInventory"] = (
            ErrorCategory.InvalidData,
            "Check whether the file was changed or is still being written. Run the command again for another inventory."
        ),
        ["InvalidInventoryRow"] = (ErrorCategory.InvalidData, "Correct the row, or process its object with -Key."),
        ["UnsupportedInventory"] = (
            ErrorCategory.NotImplemented,
            "Configure the S3 Inventory for CSV, or query it with Amazon Athena and specify the CSV file of the result."
        ),
        ["InvalidShareList"] = (ErrorCategory.InvalidData, "Copy the share list that New-CopyManifest wrote with the SSH manifest again."),
        ["ShareNotFound"] = (
            ErrorCategory.ObjectNotFound,
            "Check -Share. The share list and the SSH manifest belong together: copy the list of the same run to the host."
        ),
        ["ShareNotText"] = (
            ErrorCategory.InvalidData,
            "Specify -Expand for gzip and zstd. Otherwise, write a manifest with a connection for each object."
        ),
        ["OutputClosed"] = (ErrorCategory.WriteError, "Check why the reader, such as the SSH connection, ended. Run the load again."),
    };

    /// <summary>The remedies that differ for a cmdlet, or that contain parameters that only it has.</summary>
    static readonly Dictionary<(string Id, string Command), string> Remedies = new()
    {
        [("ObjectExists", Convert)] = "Specify another -DestinationKeyPrefix, or -Force to overwrite the object.",
        [("FileExists", NewManifest)] = "Omit -NoClobber to overwrite the file.",
        [("ConfirmationRequired", RemoveUpload)] = "Specify -Confirm:$false.",
        [("InvalidKey", RemoveUpload)] = "Abort the upload with another client.",
        [("UploadInProgress", RemoveUpload)] = "Wait until the other process has ended, or stop it.",
        [("KmsAccessDenied", NewRootKey)] = "Grant the credentials kms:Encrypt and kms:Decrypt on the KMS key.",
        [("AccessDenied", InvokeStatement)] =
            "Grant the credentials s3:GetObject on the manifest, or pass the output of New-CopyManifest to Get-CopyStatement.",
        [("BucketNotFound", InvokeStatement)] = "Check the URI of the manifest, and -Region.",
        [("ObjectNotFound", InvokeStatement)] = "Check the URI of the manifest.",
        [("AccessDenied", GetReport)] = "Grant the credentials s3:GetObject and s3:ListBucket on the run and the inventory.",
        [("BucketNotFound", GetReport)] = "Check -RunUri, -Region and -EndpointUrl.",
        [("ObjectNotFound", GetReport)] = "Restore the object, or specify -SkipInventory where it is the inventory.",
        [("ObjectChanged", GetReport)] = "Run the command again when no shard of the run is running.",
        [("RunDiffers", GetReport)] = "Restore the inventory, or specify -SkipInventory.",
        [("InvalidKey", Send)] = "Rename the file, or specify another -Key or -KeyPrefix.",
        [("InvalidKey", Convert)] = "Specify another -DestinationKeyPrefix.",
        [("InvalidKey", NewManifest)] = "Rename the object, or exclude it from the input.",
        [("InvalidKey", NewBatchManifest)] = "Exclude the object from the input, or specify another -Uri.",
        [("BucketNotFound", NewBatchManifest)] = "Create the bucket, or check -Uri, -Region and -EndpointUrl.",
        [("DuplicateEntry", NewBatchManifest)] = "Pass each object once, or specify -AllowDuplicates.",
        [("ManifestTooLarge", NewBatchManifest)] = "Write several manifests, each with some of the objects.",
        [("NoInput", NewBatchManifest)] = "Check the errors of the earlier commands in the pipeline.",
        [("ServerSideEncryptionIgnored", NewBatchManifest)] =
            "Delete the manifest, and specify a -Uri in a bucket that stores it with SSE-S3 (AES256): "
            + "S3 Batch Operations does not read another one.",
        [("InvalidKey", Receive)] = "Rename the object with another client.",
        [("InvalidKey", Update)] = "Rename the object with another client.",
        [("WrongRootKey", NewManifest)] = "Specify the root key of the UNLOAD with -RootKey.",
        [("WrongRootKey", Convert)] = "Specify the root key of the object with -RootKey, which accepts several keys.",
        [("WrongRootKey", Receive)] = "Specify the root key of the object with -RootKey, which accepts several keys.",
        [("WrongRootKey", Update)] = "Specify the current root key of the object with -RootKey, which accepts several keys.",
        [("ObjectNotFound", NewManifest)] = "Check -UnloadManifest, or the objects from the pipeline.",
        [("DamagedContent", Receive)] = RestoreObject + " Content that only -Expand refuses can be received without it.",
        [("ObjectChanged", Receive)] =
            "Run the command again when no other client writes to the object. "
            + "If its share list is older, write a new one and its manifest.",
        [("ObjectChanged", Update)] = "Omit -VersionId, and run the command again when no other client writes to the object.",
        [("NoInput", NewManifest)] = "Check -BucketName and -KeyPrefix, or the errors of the earlier commands in the pipeline.",
    };

    public static ErrorCategory Category(string id) => Rows[id].Category;

    /// <summary>Returns the remedy; null where the error supplies it, or its message contains it.</summary>
    public static string? Remedy(string id) => Rows[id].Remedy;

    /// <summary>Returns the remedy of a cmdlet; null where it is the same for all.</summary>
    public static string? Remedy(string id, string command) => Remedies.TryGetValue((id, command), out var remedy) ? remedy : null;
}
