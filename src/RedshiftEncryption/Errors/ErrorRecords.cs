using System.Management.Automation;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Files;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Errors;

/// <summary>Makes every error record of the module: stable ids, a category, the input as the target.</summary>
internal static class ErrorRecords
{
    /// <summary>What went wrong with one item.</summary>
    /// <param name="exception">What the operation threw.</param>
    /// <param name="target">The item: a path or an S3 URI.</param>
    public static ErrorRecord Item(Exception exception, object target) => exception switch
    {
        ObjectStoreException refused => ObjectStore(refused, target),
        SourceChangedException => Make(exception, "SourceChanged", ErrorCategory.ResourceBusy, target, "Send the file again when nothing writes to it."),
        FileNotFoundException or DirectoryNotFoundException or ItemNotFoundException => Make(exception, "PathNotFound", ErrorCategory.ObjectNotFound, target, "Check the path; relative paths are relative to the current PowerShell location."),
        UnsupportedSourceException unsupported => Make(exception, "PathUnreadable", ErrorCategory.ReadError, target, unsupported.Remedy),
        UnauthorizedAccessException => Make(exception, "PathUnreadable", ErrorCategory.PermissionDenied, target, "Check the file's permissions and whether another program holds it open."),
        IOException => Make(exception, "PathUnreadable", ErrorCategory.ReadError, target, "Check the file's permissions and whether another program holds it open."),
        SessionStateException => Make(exception, "PathInvalid", ErrorCategory.InvalidArgument, target, "Check the path's drive and spelling."),
        NotAFileSystemPathException => Make(exception, "NotAFileSystemPath", ErrorCategory.InvalidArgument, target, "Give a path of the file system."),
        OutsideBasePathException => Make(exception, "OutsideBasePath", ErrorCategory.InvalidArgument, target, "Give a -BasePath above all files, or none."),
        InvalidRecordException => Make(exception, "InvalidRecord", ErrorCategory.InvalidData, target, "Correct the property, or remove it from the record."),
        InvalidKeyException => Make(exception, "InvalidKey", ErrorCategory.InvalidArgument, target, "Rename the file, or give another -Key or -KeyPrefix."),
        SourceTooLargeException => Make(exception, "SourceTooLarge", ErrorCategory.LimitsExceeded, target, "Split the file."),
        EnvelopeException closed => Envelope(closed, target),
        DestinationException misplaced => Destination(misplaced, target),
        CopyManifestException manifest => InvalidManifest(manifest, target),
        DamagedContentException => Make(exception, "DamagedContent", ErrorCategory.InvalidData, target, "Restore the object from a version or a copy that is whole."),
        UnsplittableSourceException => Make(exception, "SourceUnsplittable", ErrorCategory.InvalidData, target, "Send the file without -SplitSize, or bring it into a form whose records can be seen."),
        SourceNotTextException => Make(exception, "SourceNotText", ErrorCategory.InvalidData, target, "Send the file without -Compression."),
        RootKeyRequiredException => Make(exception, "RootKeyRequired", ErrorCategory.InvalidArgument, target, "Give -RootKey."),
        UploadNotAbortedException => Make(exception, "UploadNotAborted", ErrorCategory.CloseError, target, "Abort the upload that the message names, or set a lifecycle rule AbortIncompleteMultipartUpload on the bucket."),
        _ => throw new ArgumentException($"{exception.GetType()} is no failure of an item.", nameof(exception), exception),
    };

    /// <summary>Whether <see cref="Item"/> knows the exception; any other is a defect, or the pipeline's own.</summary>
    public static bool IsItemFailure(Exception exception) => exception
        is ObjectStoreException or IOException or UnauthorizedAccessException or SessionStateException
        or NotAFileSystemPathException or OutsideBasePathException or InvalidKeyException or SourceTooLargeException
        or UnsplittableSourceException or SourceNotTextException or EnvelopeException or DamagedContentException or RootKeyRequiredException or UploadNotAbortedException
        or DestinationException or InvalidRecordException or CopyManifestException;

    /// <summary>The object store's exception behind an error; null where there is none.</summary>
    public static ObjectStoreException? StoreFailure(ErrorRecord error)
    {
        for (var exception = error.Exception; exception is not null; exception = exception.InnerException)
        {
            if (exception is ObjectStoreException refused)
                return refused;
        }
        return null;
    }

    /// <summary>The error of an item as the command's: every further item would fail in the same way.</summary>
    public static ErrorRecord EndOfCommand(ErrorRecord item, int failed)
    {
        var text = $"{item} The command ended after {failed} failed {(failed == 1 ? "item" : "items")}, because every further item would fail in the same way.";
        item.ErrorDetails = new ErrorDetails(text) { RecommendedAction = item.ErrorDetails?.RecommendedAction };
        return item;
    }

    /// <summary>Items after the first one of a bucket that does not exist.</summary>
    public static ErrorRecord BucketSkipped(string bucketName, int count) => Make(
        new InvalidOperationException($"{count} more {(count == 1 ? "item was" : "items were")} skipped, because there is no bucket '{bucketName}' at this endpoint."),
        "BucketNotFound",
        ErrorCategory.ObjectNotFound,
        bucketName,
        "Create the bucket, or correct the records.");

    /// <summary>A record that is not this module's own names a connection that the command does not use.</summary>
    public static ErrorRecord RecordNotFollowed(string parameter, string value, object target) => Make(
        new InvalidOperationException($"The record of {target} names the {parameter} '{value}', which this command does not use: only parameters and this module's own records choose it."),
        "RecordNotFollowed",
        ErrorCategory.SecurityError,
        target,
        $"Specify -{parameter} {value} if you trust it, or remove the property from the record.");

    public static ErrorRecord InvalidBucketName(string bucketName, object target) =>
        Make(new InvalidOperationException(S3Uri.NotABucketName(bucketName)), "InvalidBucketName", ErrorCategory.InvalidArgument, target, "Specify the bucket alone; a key prefix goes into -KeyPrefix or into an S3 URI.");

    public static ErrorRecord InvalidConnection(InvalidConnectionException exception, object target) =>
        Make(exception, "InvalidConnection", ErrorCategory.AuthenticationError, target, "Give -Region and -AwsCredential or -ProfileName, or set the AWS environment variables.");

    /// <summary>The session's credentials are not named: their text may be what they are.</summary>
    public static ErrorRecord StoredCredentialsUnusable(InvalidConnectionException exception) =>
        Make(exception, "StoredCredentialsUnusable", ErrorCategory.AuthenticationError, "$StoredAWSCredentials", "Give -ProfileName or -AwsCredential, or clear $StoredAWSCredentials.");

    public static ErrorRecord UnusableRootKey(Exception exception, RootKey named) => UnusableRootKey(exception, named.ToString());

    /// <param name="exception">Why it cannot be used.</param>
    /// <param name="target">The key's text or its file's path; never the key.</param>
    public static ErrorRecord UnusableRootKey(Exception exception, string target) => exception is InvalidRootKeyException
        ? Make(exception, "InvalidRootKey", ErrorCategory.InvalidData, target, "Make a key by New-RootKey, or give the right file.")
        : Make(exception, "RootKeyUnreadable", ErrorCategory.OpenError, target, "Check the key file's path and permissions.");

    /// <summary>Its ids are the names in <see cref="KeyProtectionFault"/>.</summary>
    public static ErrorRecord KeyProtection(KeyProtectionException refused) => refused.Fault switch
    {
        KeyProtectionFault.KmsAccessDenied => Make(refused, nameof(KeyProtectionFault.KmsAccessDenied), ErrorCategory.PermissionDenied, refused.KeyId, "Grant the credentials kms:Encrypt and kms:Decrypt on the key."),
        KeyProtectionFault.KmsInvalidCredentials => Make(refused, nameof(KeyProtectionFault.KmsInvalidCredentials), ErrorCategory.AuthenticationError, refused.KeyId, "Check -AwsCredential, -SessionToken, -ProfileName or the environment."),
        KeyProtectionFault.KmsKeyNotFound => Make(refused, nameof(KeyProtectionFault.KmsKeyNotFound), ErrorCategory.ObjectNotFound, refused.KeyId, "Check the key and its region."),
        KeyProtectionFault.KmsKeyUnusable => Make(refused, nameof(KeyProtectionFault.KmsKeyUnusable), ErrorCategory.ResourceUnavailable, refused.KeyId, "Enable the key, or cancel its deletion."),
        KeyProtectionFault.KmsCiphertextRefused => Make(refused, nameof(KeyProtectionFault.KmsCiphertextRefused), ErrorCategory.InvalidData, refused.KeyId, "Restore the key file from a copy."),
        KeyProtectionFault.KmsInvalidResponse => Make(refused, nameof(KeyProtectionFault.KmsInvalidResponse), ErrorCategory.ProtocolError, refused.KeyId, "Check AWS_ENDPOINT_URL_KMS if it is set, and proxies and gateways in front of it: its response is not what AWS KMS answers."),
        KeyProtectionFault.KmsUnavailable => Make(refused, nameof(KeyProtectionFault.KmsUnavailable), ErrorCategory.ConnectionError, refused.KeyId, "Check the network, the region, and AWS_ENDPOINT_URL_KMS if it is set, and try again."),
        _ => Make(refused, nameof(KeyProtectionFault.KmsRequestRefused), ErrorCategory.InvalidOperation, refused.KeyId, "Look up the service's own code in the message."),
    };

    public static ErrorRecord RootKeyNotWritten(Exception exception, string path)
    {
        if (!File.Exists(path))
            return Make(Explained(exception, "the key file", path), "RootKeyNotWritten", ErrorCategory.WriteError, path, "Check that the directory exists and may be written to.");
        var refused = new IOException($"'{path}' exists and is never overwritten: it may be the only copy of a key.", exception);
        return Make(refused, "RootKeyFileExists", ErrorCategory.ResourceExists, path, "Choose another path.");
    }

    public static ErrorRecord NoEncryption(string target) =>
        Refused("Neither -RootKey nor -ServerSideEncryption was given, so the objects would not be encrypted. Give one of them, or both.", "NoEncryption", target);

    public static ErrorRecord InvalidParameters(string message, object target) => Refused(message, "InvalidParameters", target);

    public static ErrorRecord ConfirmationRequired(Exception exception, string target) => Make(
        new InvalidOperationException("-InPlace overwrites objects and needs confirmation, but this session is not interactive. Specify -Force.", exception),
        "ConfirmationRequired",
        ErrorCategory.InvalidOperation,
        target,
        "Specify -Force.");

    public static ErrorRecord DuplicateDestination(string source, string destination) => Make(
        new InvalidOperationException($"{source} would become {destination}, as another object of this command does. It was not converted."),
        "DuplicateKey",
        ErrorCategory.ResourceExists,
        source,
        "Convert the two with different -DestinationKeyPrefix values.");

    public static ErrorRecord DirectoryWithoutRecurse(string path) =>
        Refused($"'{path}' is a directory. Add -Recurse to send the files below it.", "DirectoryWithoutRecurse", path);

    public static ErrorRecord BasePathNotADirectory(string path) =>
        Make(new DirectoryNotFoundException($"The -BasePath '{path}' is no directory."), "BasePathNotFound", ErrorCategory.ObjectNotFound, path, "Give an existing directory.");

    public static ErrorRecord NothingMatches(string path) =>
        Make(new FileNotFoundException($"No file matches '{path}'."), "PathNotFound", ErrorCategory.ObjectNotFound, path, "Check the pattern, or take it literally by -LiteralPath.");

    public static ErrorRecord DuplicateKey(string path, string uri, string firstPath) => Make(
        new InvalidOperationException($"'{path}' would become {uri}, as '{firstPath}' does; it was not sent. Give a -BasePath above both, or send them under different prefixes."),
        "DuplicateKey",
        ErrorCategory.ResourceExists,
        path,
        "Give a -BasePath above both files, or send them under different prefixes.");

    /// <summary>-Key with more than one file.</summary>
    public static ErrorRecord SingleKey(string path, string uri, string firstPath) => Make(
        new InvalidOperationException($"'{path}' was not sent: -Key names a single object, and '{firstPath}' is sent to {uri}."),
        "DuplicateKey",
        ErrorCategory.ResourceExists,
        path,
        "Specify -KeyPrefix in place of -Key to send several files.");

    /// <summary>A record from the pipeline that names no object.</summary>
    public static ErrorRecord NoObject(PSObject? record) => Make(
        new InvalidOperationException($"{PipelineOrder.Describe(record)} names no object: it lacks a BucketName or a Key."),
        "IncompleteRecord",
        ErrorCategory.InvalidArgument,
        record ?? (object)"null",
        PipelineOrder.Remedy(record));

    /// <summary>Likewise, where nothing is written for the others either.</summary>
    public static ErrorRecord NoObjects(int count, PSObject? first, object target) => Make(
        new InvalidOperationException($"{count} of the inputs name no object: they lack a BucketName or a Key. The first of them: {PipelineOrder.Describe(first)}."),
        "IncompleteRecord",
        ErrorCategory.InvalidArgument,
        target,
        PipelineOrder.Remedy(first));

    public static ErrorRecord IncompleteRecord(string message, object target) => Refused(message, "IncompleteRecord", target);

    public static ErrorRecord InvalidCopyOption(InvalidCopyOptionException exception, object target) =>
        Make(exception, "InvalidCopyOption", ErrorCategory.InvalidArgument, target, action: null);

    public static ErrorRecord InvalidUnloadOption(InvalidCopyOptionException exception, object target) =>
        Make(exception, "InvalidUnloadOption", ErrorCategory.InvalidArgument, target, action: null);

    public static ErrorRecord NoInput(string target) => Make(
        new InvalidOperationException("No objects came in, so there is nothing to load. Look at the errors of the commands before, or give -Uri."),
        "NoInput",
        ErrorCategory.ObjectNotFound,
        target,
        "Look at the errors of the commands before, or give -Uri.");

    public static ErrorRecord NoManifestEntries(string message, string target) =>
        Make(new InvalidOperationException(message), "NoInput", ErrorCategory.ObjectNotFound, target, action: null);

    /// <summary>Its ids are the names in <see cref="CopyManifestFault"/>.</summary>
    public static ErrorRecord InvalidManifest(CopyManifestException exception, object target) => exception.Fault switch
    {
        CopyManifestFault.DuplicateEntry => Make(exception, nameof(CopyManifestFault.DuplicateEntry), ErrorCategory.ResourceExists, target, "Let each object come in once."),
        CopyManifestFault.ManifestTooLarge => Make(exception, nameof(CopyManifestFault.ManifestTooLarge), ErrorCategory.LimitsExceeded, target, "Raise -MemoryLimit."),
        CopyManifestFault.WrongRootKey => Make(exception, nameof(CopyManifestFault.WrongRootKey), ErrorCategory.AuthenticationError, target, "Give the root key of the UNLOAD."),
        var fault => Make(exception, fault.ToString(), ErrorCategory.InvalidData, target, action: null),
    };

    public static ErrorRecord ManifestNotWritten(Exception exception, string path, bool noClobber)
    {
        if (!noClobber || !File.Exists(path))
            return Make(Explained(exception, "the manifest", path), "ManifestNotWritten", ErrorCategory.WriteError, path, "Check that the directory exists and that the file may be written.");
        var refused = new IOException($"'{path}' exists and was left as it is.", exception);
        return Make(refused, "FileExists", ErrorCategory.ResourceExists, path, "Leave -NoClobber out to replace the file.");
    }

    public static ErrorRecord FailedItems(int count, string commands, string target) => Make(
        new InvalidOperationException($"{count} {(count == 1 ? "item" : "items")} failed in {commands}: a statement would load a part of the input only. Mend the errors and run the pipeline again, or say -AllowIncomplete."),
        "FailedItems",
        ErrorCategory.InvalidData,
        target,
        "Mend the errors and run the pipeline again, or say -AllowIncomplete.");

    public static ErrorRecord NotVerified(int count, string firstUri, string? reason, string target) => Make(
        new InvalidOperationException($"{count} {(count == 1 ? "object was" : "objects were")} not verified, first of all {firstUri} ({reason}). Send again what differs, and verify it, before it is loaded."),
        "NotVerified",
        ErrorCategory.InvalidData,
        target,
        "Send again what differs, and verify it.");

    /// <summary>A received file cannot be written.</summary>
    public static ErrorRecord FileNotWritten(Exception exception, ReceiveRequest request) =>
        Make(Explained(exception, request.Address.ToString(), request.Path), "FileNotWritten", ErrorCategory.WriteError, request.Address.Uri, "Check that the directory may be written to, that no directory has the file's name, and that the disk is not full.");

    /// <summary>A full disk in words that name what has no place on it; any other exception as it is.</summary>
    static Exception Explained(Exception exception, string what, string path) =>
        exception is IOException && DiskSpace.IsLacking(exception.HResult)
            ? new IOException($"There is no space left on the disk of '{path}' for {what}.", exception)
            : exception;

    public static ErrorRecord InvalidDestination(Exception exception, string path) =>
        Make(exception, "InvalidDestination", ErrorCategory.InvalidArgument, path, "Give a directory of the file system, or a file for a single object.");

    /// <summary>Its ids are the names in <see cref="DestinationFault"/>.</summary>
    static ErrorRecord Destination(DestinationException misplaced, object target) => misplaced.Fault switch
    {
        DestinationFault.DuplicatePath => Make(misplaced, nameof(DestinationFault.DuplicatePath), ErrorCategory.ResourceExists, target, "Receive the objects into different directories."),
        DestinationFault.ExpandedTooLarge => Make(misplaced, nameof(DestinationFault.ExpandedTooLarge), ErrorCategory.LimitsExceeded, target, "Specify the size to expect with -MaximumExpandedSize, or receive the object without -Expand."),
        DestinationFault.FileExists => Make(misplaced, nameof(DestinationFault.FileExists), ErrorCategory.ResourceExists, target, "Say -Force to replace the file."),
        DestinationFault.OutsideDestination => Make(misplaced, nameof(DestinationFault.OutsideDestination), ErrorCategory.SecurityError, target, "Put a directory in the link's place, or receive into the directory that it leads to."),
        DestinationFault.UnsafeKey => Make(misplaced, nameof(DestinationFault.UnsafeKey), ErrorCategory.SecurityError, target, "Receive the object by itself, with -Key and a file as the -Destination."),
        var fault => Make(misplaced, fault.ToString(), ErrorCategory.InvalidArgument, target, "Give a -KeyPrefix that the key begins with, or none."),
    };

    static ErrorRecord Envelope(EnvelopeException closed, object target) => closed.Fault switch
    {
        EnvelopeFault.WrongRootKey => Make(closed, "WrongRootKey", ErrorCategory.SecurityError, target, "Give the object's own root key with -RootKey; several may be given."),
        EnvelopeFault.NotEncrypted => Make(closed, "NotEncrypted", ErrorCategory.SecurityError, target, "Find out who wrote the object. To accept objects that are not encrypted, leave -RequireEncryption out."),
        EnvelopeFault.DamagedEnvelope => Make(closed, "DamagedEnvelope", ErrorCategory.InvalidData, target, "Restore the object's metadata from a version or a copy that is whole."),
        _ => Make(closed, "UnsupportedEnvelope", ErrorCategory.NotImplemented, target, "Decrypt it by the client that wrote it."),
    };

    public static ErrorRecord Unverified(int count, string firstUri, string target) => Make(
        new InvalidOperationException($"The round trip of {count} {(count == 1 ? "input" : "inputs")} was not tested, first of all of {firstUri}. Put Test-EncryptedRoundTrip before, or say -AllowUnverified."),
        "Unverified",
        ErrorCategory.InvalidData,
        target,
        "Put Test-EncryptedRoundTrip before, or say -AllowUnverified.");

    static ErrorRecord ObjectStore(ObjectStoreException refused, object target) => refused.Fault switch
    {
        ObjectStoreFault.BucketNotFound => Make(refused, "BucketNotFound", ErrorCategory.ObjectNotFound, target, "Create the bucket, or check -BucketName, -Region and -EndpointUrl."),
        ObjectStoreFault.ObjectNotFound => Make(refused, "ObjectNotFound", ErrorCategory.ObjectNotFound, target, "Check -Key and -VersionId."),
        ObjectStoreFault.ObjectExists => Make(refused, "ObjectExists", ErrorCategory.ResourceExists, target, "Leave -NoClobber out to replace the object."),
        ObjectStoreFault.AccessDenied => Make(refused, "AccessDenied", ErrorCategory.PermissionDenied, target, "Grant the credentials the permission, on the bucket and on the KMS key."),
        ObjectStoreFault.InvalidCredentials => Make(refused, "InvalidCredentials", ErrorCategory.AuthenticationError, target, "Check -AwsCredential, -SessionToken, -ProfileName or the environment, or sign in again."),
        ObjectStoreFault.ObjectChanged => Make(refused, "ObjectChanged", ErrorCategory.ResourceBusy, target, "Try again when nobody writes to the object."),
        ObjectStoreFault.WrongRegion => Make(refused, "WrongRegion", ErrorCategory.InvalidArgument, target, refused.Region is { } region ? $"Specify -Region {region}." : "Specify the bucket's -Region."),
        ObjectStoreFault.NotImplemented => Make(refused, "RequestNotImplemented", ErrorCategory.NotImplemented, target, "Use a server that implements it, or do without what needs it."),
        ObjectStoreFault.EncryptionIgnored => Make(refused, "ServerSideEncryptionIgnored", ErrorCategory.SecurityError, target, "Delete the object, and use an endpoint that encrypts."),
        ObjectStoreFault.InvalidResponse => Make(refused, "InvalidResponse", ErrorCategory.ProtocolError, target, "Check the endpoint, and proxies and gateways in front of it: its response is not what S3 answers."),
        ObjectStoreFault.WriteNotConfirmed => Make(refused, "WriteNotConfirmed", ErrorCategory.ProtocolError, target, "Check whether the object is there, and run the command again."),
        ObjectStoreFault.Redirected => Make(refused, "EndpointRedirected", ErrorCategory.SecurityError, target, "Specify the endpoint's own URL with -EndpointUrl."),
        ObjectStoreFault.Unavailable => Make(refused, "EndpointUnavailable", ErrorCategory.ConnectionError, target, "Check the network, the endpoint and the region, and try again."),
        _ => Make(refused, "RequestRefused", ErrorCategory.InvalidOperation, target, "Look up the server's own code in the message."),
    };

    static ErrorRecord Refused(string message, string id, object target) =>
        Make(new InvalidOperationException(message), id, ErrorCategory.InvalidArgument, target, action: null);

    /// <param name="exception">Its message names the item.</param>
    /// <param name="id">Stable: scripts compare it.</param>
    /// <param name="category">Never NotSpecified.</param>
    /// <param name="target">The input.</param>
    /// <param name="action">What the user can do, where the message does not say it all.</param>
    static ErrorRecord Make(Exception exception, string id, ErrorCategory category, object target, string? action)
    {
        var record = new ErrorRecord(exception, id, category, target);
        // What the file system or the server says may repeat a path or a key as it is.
        var message = VisibleText.Of(exception.Message);
        if (action is not null || !ReferenceEquals(message, exception.Message))
            record.ErrorDetails = new ErrorDetails(message) { RecommendedAction = action is null ? null : VisibleText.Of(action) };
        if (target is string text)
            record.CategoryInfo.TargetName = VisibleText.Of(text);
        return record;
    }
}
