using System.Management.Automation;
using System.Management.Automation.Host;
using RedshiftEncryption.Files;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Errors;

/// <summary>Creates every error record of the module: a stable id, a category, the input as the target, and the remedy.</summary>
internal static class ErrorRecords
{
    /// <summary>Creates the error of one item.</summary>
    /// <param name="exception">The exception of the operation.</param>
    /// <param name="target">The item: a path or an S3 URI.</param>
    public static ErrorRecord Item(Exception exception, object target) =>
        exception switch
        {
            IItemFailure failure => Make(exception, failure.ErrorId, target, Remedy(exception)),
            FileNotFoundException or DirectoryNotFoundException or ItemNotFoundException => Make(exception, "PathNotFound", target),
            UnauthorizedAccessException => Make(exception, "PathUnreadable", target, category: ErrorCategory.PermissionDenied),
            IOException => Make(exception, "PathUnreadable", target),
            SessionStateException => Make(exception, "PathInvalid", target),
            _ => throw new ArgumentException($"{exception.GetType()} is not a failure of an item.", nameof(exception), exception),
        };

    /// <summary>Returns whether <see cref="Item"/> handles the exception. Any other is a defect, or the pipeline's own.</summary>
    public static bool IsItemFailure(Exception exception) =>
        exception is IItemFailure or IOException or UnauthorizedAccessException or SessionStateException;

    /// <summary>Returns the same error with the remedy of the cmdlet that shows it.</summary>
    /// <param name="error">An error of this class.</param>
    /// <param name="command">The cmdlet's name.</param>
    public static ErrorRecord ForCommand(ErrorRecord error, string command)
    {
        var id = error.FullyQualifiedErrorId.Split(',')[0];
        if (ErrorTable.Remedy(id, command) is { } remedy)
            error.ErrorDetails = new ErrorDetails(error.ToString()) { RecommendedAction = remedy };
        return error;
    }

    /// <summary>Returns the object store's exception behind an error; null for none.</summary>
    public static ObjectStoreException? StoreFailure(ErrorRecord error)
    {
        for (var exception = error.Exception; exception is not null; exception = exception.InnerException)
        {
            if (exception is ObjectStoreException refused)
                return refused;
        }
        return null;
    }

    /// <summary>Creates the terminating error of a command whose further items would all fail in the same way.</summary>
    public static ErrorRecord EndOfCommand(ErrorRecord item, int failed)
    {
        var ended = $"The command ended after {Count(failed, "failed item")}, because every further item would fail in the same way.";
        item.ErrorDetails = new ErrorDetails($"{item} {ended}") { RecommendedAction = item.ErrorDetails?.RecommendedAction };
        return item;
    }

    /// <summary>Creates the error for the skipped items of a bucket that does not exist.</summary>
    public static ErrorRecord BucketSkipped(string bucketName, int count) =>
        Refused(
            $"{Count(count, "more item was", "more items were")} skipped, because bucket '{bucketName}' does not exist at this endpoint.",
            "BucketNotFound",
            bucketName,
            "Create the bucket, or correct the records."
        );

    /// <summary>Creates the error for a record of another origin with a connection that the command does not use.</summary>
    public static ErrorRecord RecordNotFollowed(string parameter, string value, object target) =>
        Refused(
            $"The record of {target} contains the {parameter} '{value}', which this command does not use. "
                + "Only parameters and this module's own records choose it.",
            "RecordNotFollowed",
            target,
            $"Specify -{parameter} {value} if you trust it, or remove the property from the record."
        );

    public static ErrorRecord InvalidBucketName(string bucketName, object target) =>
        Refused(S3Address.NotABucketName(bucketName), "InvalidBucketName", target);

    public static ErrorRecord InvalidConnection(InvalidConnectionException exception, object target) =>
        Make(exception, "InvalidConnection", target);

    /// <summary>The target is not the value of the variable, which may contain the credentials.</summary>
    public static ErrorRecord StoredCredentialsUnusable(InvalidConnectionException exception) =>
        Make(exception, "StoredCredentialsUnusable", "$StoredAWSCredentials");

    public static ErrorRecord UnusableRootKey(Exception exception, RootKey named) => UnusableRootKey(exception, named.ToString());

    /// <param name="exception">The reason why the key cannot be used.</param>
    /// <param name="target">The key's text or its file's path; never the key.</param>
    public static ErrorRecord UnusableRootKey(Exception exception, string target) =>
        Make(exception, exception is InvalidRootKeyException ? "InvalidRootKey" : "RootKeyUnreadable", target);

    /// <param name="exception">The reason why the key cannot be used.</param>
    /// <param name="named">The key as specified.</param>
    public static ErrorRecord UnusablePrivateKey(Exception exception, RsaPrivateKey named) =>
        Make(
            exception,
            exception switch
            {
                InvalidPrivateKeyException { NeedsPassphrase: true } => "PrivateKeyNotDecrypted",
                InvalidPrivateKeyException => "InvalidPrivateKey",
                PlatformNotSupportedException => "PrivateKeyNotSupported",
                _ => "PrivateKeyUnreadable",
            },
            named.ToString()
        );

    /// <summary>Creates an error whose ID is a name in <see cref="KeyProtectionFault"/>.</summary>
    public static ErrorRecord KeyProtection(KeyProtectionException refused) => Make(refused, refused.Fault.ToString(), refused.KeyId);

    public static ErrorRecord RootKeyNotWritten(Exception exception, string path)
    {
        if (!File.Exists(path))
            return Make(Explained(exception, "the key file", path), "RootKeyNotWritten", path);
        var refused = new IOException($"'{path}' exists and is never overwritten: it may be the only copy of a key.", exception);
        return Make(refused, "RootKeyFileExists", path);
    }

    public static ErrorRecord NoEncryption(string target) =>
        Refused("Neither -RootKey nor -ServerSideEncryption was specified, so the objects would not be encrypted.", "NoEncryption", target);

    public static ErrorRecord InvalidParameters(string message, object target) => Refused(message, "InvalidParameters", target);

    /// <summary>Returns whether an exception of a prompt shows that there is no user to prompt.</summary>
    public static bool IsNotInteractive(Exception exception) =>
        exception is HostException or PSInvalidOperationException or NotImplementedException;

    /// <param name="exception">The exception of the prompt.</param>
    /// <param name="work">What needs confirmation, as the beginning of a sentence.</param>
    /// <param name="target">The input.</param>
    public static ErrorRecord ConfirmationRequired(Exception exception, string work, string target) =>
        Make(
            new InvalidOperationException($"{work} needs confirmation, but this session is not interactive.", exception),
            "ConfirmationRequired",
            target
        );

    public static ErrorRecord DuplicateDestination(string source, string destination) =>
        Refused(
            $"{source} would be written to {destination}, as another object of this command is. It was not converted.",
            "DuplicateKey",
            source,
            "Convert the two objects with different -DestinationKeyPrefix values."
        );

    public static ErrorRecord DirectoryWithoutRecurse(string path) => Refused($"'{path}' is a directory.", "DirectoryWithoutRecurse", path);

    public static ErrorRecord NotADirectory(string path) =>
        Make(
            new DirectoryNotFoundException($"'{path}' is not a directory."),
            "PathNotFound",
            path,
            "Specify an existing directory, or omit -Recurse to compare a single file."
        );

    public static ErrorRecord BasePathNotADirectory(string path) =>
        Make(new DirectoryNotFoundException($"The -BasePath '{path}' is not a directory."), "BasePathNotFound", path);

    public static ErrorRecord NothingMatches(string path) =>
        Make(
            new FileNotFoundException($"No file matches '{path}'."),
            "PathNotFound",
            path,
            "Check the pattern, or specify the path with -LiteralPath."
        );

    public static ErrorRecord DuplicateKey(string path, string uri, string firstPath) =>
        Refused(
            $"'{path}' was not sent: its object would be {uri}, as that of '{firstPath}' is.",
            "DuplicateKey",
            path,
            "Specify a -BasePath that contains both files, or send them with different -KeyPrefix values."
        );

    /// <summary>Creates the error for -Key with more than one file.</summary>
    public static ErrorRecord SingleKey(string path, string uri, string firstPath) =>
        Refused(
            $"'{path}' was not sent: -Key names a single object, and '{firstPath}' is sent to {uri}.",
            "DuplicateKey",
            path,
            "Specify -KeyPrefix in place of -Key to send several files."
        );

    /// <summary>Creates the error for a file of a directory that has no object.</summary>
    public static ErrorRecord FileNotSent(string path, S3Address address) =>
        Refused($"'{path}' has no object: {address} does not exist.", "ObjectNotFound", path, "Send the file.");

    /// <summary>Creates the error for a file that no row of an inventory belongs to.</summary>
    public static ErrorRecord FileNotInInventory(string path, string key, string inventoryUri) =>
        Refused($"'{path}' has no object: {inventoryUri} does not contain the key '{key}'.", "ObjectNotFound", path, "Send the file.");

    /// <summary>Creates the error for an object that is not that of a file in the directory.</summary>
    public static ErrorRecord SourceMissing(S3Address address, string directory) =>
        Refused($"{address} has no file in '{directory}'.", "SourceMissing", address.Uri);

    /// <summary>Creates the error for a file that was split.</summary>
    public static ErrorRecord SplitObjects(string path, S3Address address) =>
        Refused(
            $"'{path}' was not compared: {address} was split into several objects, and only the records of its upload contain where.",
            "SplitObjects",
            path
        );

    /// <summary>Creates the error for a record that does not name an object.</summary>
    public static ErrorRecord NoObject(PSObject? record) =>
        Refused(
            $"{PipelineOrder.Describe(record)} does not name an object: it lacks a BucketName or a Key.",
            "IncompleteRecord",
            record ?? (object)"null",
            PipelineOrder.Remedy(record)
        );

    /// <summary>Creates the same error where nothing is written for the other records either.</summary>
    public static ErrorRecord NoObjects(int count, PSObject? first, object target) =>
        Refused(
            $"{Count(count, "input does", "inputs do")} not name an object: a BucketName or a Key is missing. "
                + $"The first: {PipelineOrder.Describe(first)}.",
            "IncompleteRecord",
            target,
            PipelineOrder.Remedy(first)
        );

    public static ErrorRecord IncompleteRecord(string message, object target) => Refused(message, "IncompleteRecord", target);

    public static ErrorRecord InvalidCopyOption(InvalidCopyOptionException exception, object target) =>
        Make(exception, "InvalidCopyOption", target);

    public static ErrorRecord InvalidUnloadOption(InvalidCopyOptionException exception, object target) =>
        Make(exception, "InvalidUnloadOption", target);

    public static ErrorRecord NoInput(string target) => Refused("No objects were received from the pipeline.", "NoInput", target);

    public static ErrorRecord NoManifestEntries(string message, string target) => Refused(message, "NoInput", target);

    public static ErrorRecord ManifestNotWritten(Exception exception, string path, bool noClobber) =>
        noClobber && File.Exists(path)
            ? Make(new IOException($"'{path}' exists and was not overwritten.", exception), "FileExists", path)
            : Make(Explained(exception, "the manifest", path), "ManifestNotWritten", path);

    /// <param name="count">The number of failed items.</param>
    /// <param name="commands">The commands in which they failed.</param>
    /// <param name="target">The input.</param>
    /// <param name="consequence">What would happen with part of the input, as the end of a sentence.</param>
    public static ErrorRecord FailedItems(
        int count,
        string commands,
        string target,
        string consequence = "a statement would load only part of the input"
    ) => Refused($"{Count(count, "item")} failed in {commands}, so {consequence}.", "FailedItems", target);

    public static ErrorRecord NotVerified(int count, string firstUri, string? reason, string target) =>
        Refused($"{Count(count, "object was", "objects were")} not verified. The first: {firstUri} ({reason}).", "NotVerified", target);

    public static ErrorRecord Unverified(int count, string firstUri, string target) =>
        Refused($"The round trip of {Count(count, "input")} was not tested. The first: {firstUri}.", "Unverified", target);

    /// <summary>Creates the error for a received file that cannot be written.</summary>
    public static ErrorRecord FileNotWritten(Exception exception, ReceiveRequest request) =>
        Make(Explained(exception, request.Address.ToString(), request.Path), "FileNotWritten", request.Address.Uri);

    public static ErrorRecord InvalidDestination(Exception exception, string path) => Make(exception, "InvalidDestination", path);

    /// <summary>Returns the remedy that depends on more than the error ID; null where the table's applies.</summary>
    static string? Remedy(Exception exception) =>
        exception switch
        {
            ObjectStoreException { Fault: ObjectStoreFault.WrongRegion, Region: { } region } => $"Specify -Region {region}.",
            KeyProtectionException { Fault: KeyProtectionFault.KmsCiphertextRefused, Purpose: KeyPurpose.DataKey } =>
                ErrorTable.RestoreMetadata,
            UnsupportedSourceException { Kind: UnsupportedSourceKind.Special } => "Write its content to a file, and send that file.",
            UnsupportedSourceException { Kind: UnsupportedSourceKind.WithoutLength } => "Copy it to a regular file, and send that file.",
            UnsupportedSourceException { Kind: UnsupportedSourceKind.Link } =>
                "To send the files behind the link, specify the link itself as a path. Otherwise remove it.",
            UnsupportedSourceException { Kind: UnsupportedSourceKind.Name } => "Rename the file.",
            _ => null,
        };

    /// <summary>Replaces the message for a full disk with one that names the file. Returns any other exception unchanged.</summary>
    static Exception Explained(Exception exception, string what, string path) =>
        exception is IOException && DiskSpace.IsLacking(exception.HResult)
            ? new IOException($"There is no space left on the disk of '{path}' for {what}.", exception)
            : exception;

    static string Count(int count, string one, string? more = null) => $"{count} {(count == 1 ? one : more ?? one + "s")}";

    static ErrorRecord Refused(string message, string id, object target, string? remedy = null) =>
        Make(new InvalidOperationException(message), id, target, remedy);

    /// <param name="exception">Its message states what failed, and on which item.</param>
    /// <param name="id">A stable ID that scripts compare. It has a row in <see cref="ErrorTable"/>.</param>
    /// <param name="target">The input.</param>
    /// <param name="remedy">The remedy, where it depends on more than the ID. The default is the one in the table.</param>
    /// <param name="category">The category, likewise.</param>
    static ErrorRecord Make(Exception exception, string id, object target, string? remedy = null, ErrorCategory? category = null)
    {
        var record = new ErrorRecord(exception, id, category ?? ErrorTable.Category(id), target);
        // A message of the file system or the server may contain an unescaped path or key.
        var message = VisibleText.Of(exception.Message);
        remedy ??= ErrorTable.Remedy(id);
        if (remedy is not null || !ReferenceEquals(message, exception.Message))
            record.ErrorDetails = new ErrorDetails(message) { RecommendedAction = remedy is null ? null : VisibleText.Of(remedy) };
        if (target is string text)
            record.CategoryInfo.TargetName = VisibleText.Of(text);
        return record;
    }
}
