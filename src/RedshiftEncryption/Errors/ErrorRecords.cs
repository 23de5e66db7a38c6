using System.Management.Automation;
using RedshiftEncryption.Binding;

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
        SourceChangedException => new ErrorRecord(exception, "SourceChanged", ErrorCategory.ResourceBusy, target),
        FileNotFoundException or DirectoryNotFoundException or ItemNotFoundException => new ErrorRecord(exception, "PathNotFound", ErrorCategory.ObjectNotFound, target),
        UnauthorizedAccessException => new ErrorRecord(exception, "PathUnreadable", ErrorCategory.PermissionDenied, target),
        IOException => new ErrorRecord(exception, "PathUnreadable", ErrorCategory.ReadError, target),
        SessionStateException => new ErrorRecord(exception, "PathInvalid", ErrorCategory.InvalidArgument, target),
        NotAFileSystemPathException => new ErrorRecord(exception, "NotAFileSystemPath", ErrorCategory.InvalidArgument, target),
        OutsideBasePathException => new ErrorRecord(exception, "OutsideBasePath", ErrorCategory.InvalidArgument, target),
        InvalidKeyException => new ErrorRecord(exception, "InvalidKey", ErrorCategory.InvalidArgument, target),
        SourceTooLargeException => new ErrorRecord(exception, "SourceTooLarge", ErrorCategory.LimitsExceeded, target),
        RootKeyRequiredException => new ErrorRecord(exception, "RootKeyRequired", ErrorCategory.InvalidArgument, target),
        UploadNotAbortedException => new ErrorRecord(exception, "UploadNotAborted", ErrorCategory.CloseError, target),
        _ => throw new ArgumentException($"{exception.GetType()} is no failure of an item.", nameof(exception), exception),
    };

    /// <summary>Whether <see cref="Item"/> knows the exception; any other is a defect, or the pipeline's own.</summary>
    public static bool IsItemFailure(Exception exception) => exception
        is ObjectStoreException or IOException or UnauthorizedAccessException or SessionStateException
        or NotAFileSystemPathException or OutsideBasePathException or InvalidKeyException or SourceTooLargeException
        or RootKeyRequiredException or UploadNotAbortedException;

    public static ErrorRecord InvalidConnection(InvalidConnectionException exception, object target) =>
        new(exception, "InvalidConnection", ErrorCategory.AuthenticationError, target);

    public static ErrorRecord UnusableRootKey(Exception exception, RootKey named) => exception is InvalidRootKeyException
        ? new(exception, "InvalidRootKey", ErrorCategory.InvalidData, named.ToString())
        : new(exception, "RootKeyUnreadable", ErrorCategory.OpenError, named.ToString());

    public static ErrorRecord RootKeyNotWritten(Exception exception, string path)
    {
        if (!File.Exists(path))
            return new(exception, "RootKeyNotWritten", ErrorCategory.WriteError, path);
        var refused = new IOException($"'{path}' exists and is never overwritten: it may be the only copy of a key. Choose another path.", exception);
        return new(refused, "RootKeyFileExists", ErrorCategory.ResourceExists, path);
    }

    public static ErrorRecord NoEncryption(string target) =>
        Refused("Neither -RootKey nor -ServerSideEncryption was given, so the objects would not be encrypted. Give one of them, or both.", "NoEncryption", target);

    public static ErrorRecord InvalidParameters(string message, object target) => Refused(message, "InvalidParameters", target);

    public static ErrorRecord DirectoryWithoutRecurse(string path) =>
        Refused($"'{path}' is a directory. Add -Recurse to send the files below it.", "DirectoryWithoutRecurse", path);

    public static ErrorRecord BasePathNotADirectory(string path) =>
        new(new DirectoryNotFoundException($"The -BasePath '{path}' is no directory."), "BasePathNotFound", ErrorCategory.ObjectNotFound, path);

    public static ErrorRecord NothingMatches(string path) =>
        new(new FileNotFoundException($"No file matches '{path}'."), "PathNotFound", ErrorCategory.ObjectNotFound, path);

    public static ErrorRecord DuplicateKey(string path, string uri, string firstPath) => new(
        new InvalidOperationException($"'{path}' would become {uri}, as '{firstPath}' does; it was not sent. Give a -BasePath above both, or send them under different prefixes."),
        "DuplicateKey",
        ErrorCategory.ResourceExists,
        path);

    public static ErrorRecord IncompleteRecord(string message, object target) => Refused(message, "IncompleteRecord", target);

    public static ErrorRecord InvalidCopyOption(InvalidCopyOptionException exception, object target) =>
        new(exception, "InvalidCopyOption", ErrorCategory.InvalidArgument, target);

    public static ErrorRecord NoInput(string target) => new(
        new InvalidOperationException("No objects came in, so there is nothing to load. Look at the errors of the commands before, or give -Uri."),
        "NoInput",
        ErrorCategory.ObjectNotFound,
        target);

    public static ErrorRecord FailedItems(int count, string commands, string target) => new(
        new InvalidOperationException($"{count} {(count == 1 ? "item" : "items")} failed in {commands}: a statement would load a part of the input only. Mend the errors and run the pipeline again, or say -AllowIncomplete."),
        "FailedItems",
        ErrorCategory.InvalidData,
        target);

    public static ErrorRecord NotVerified(int count, string firstUri, string? reason, string target) => new(
        new InvalidOperationException($"{count} {(count == 1 ? "object was" : "objects were")} not verified, first of all {firstUri} ({reason}). Send again what differs, and verify it, before it is loaded."),
        "NotVerified",
        ErrorCategory.InvalidData,
        target);

    static ErrorRecord ObjectStore(ObjectStoreException refused, object target) => refused.Fault switch
    {
        ObjectStoreFault.BucketNotFound => new ErrorRecord(refused, "BucketNotFound", ErrorCategory.ObjectNotFound, target),
        ObjectStoreFault.ObjectNotFound => new ErrorRecord(refused, "ObjectNotFound", ErrorCategory.ObjectNotFound, target),
        ObjectStoreFault.ObjectExists => new ErrorRecord(refused, "ObjectExists", ErrorCategory.ResourceExists, target),
        ObjectStoreFault.AccessDenied => new ErrorRecord(refused, "AccessDenied", ErrorCategory.PermissionDenied, target),
        ObjectStoreFault.InvalidCredentials => new ErrorRecord(refused, "InvalidCredentials", ErrorCategory.AuthenticationError, target),
        ObjectStoreFault.WrongRegion => new ErrorRecord(refused, "WrongRegion", ErrorCategory.InvalidArgument, target),
        ObjectStoreFault.EncryptionIgnored => new ErrorRecord(refused, "ServerSideEncryptionIgnored", ErrorCategory.SecurityError, target),
        ObjectStoreFault.Unavailable => new ErrorRecord(refused, "EndpointUnavailable", ErrorCategory.ConnectionError, target),
        _ => new ErrorRecord(refused, "RequestRefused", ErrorCategory.InvalidOperation, target),
    };

    static ErrorRecord Refused(string message, string id, object target) =>
        new(new InvalidOperationException(message), id, ErrorCategory.InvalidArgument, target);
}
