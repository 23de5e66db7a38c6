using RedshiftEncryption.Keys;
using RedshiftEncryption.Lambda.Batch;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>
/// Translates failures into results. Temporary are those that the same event can do without later: throttling and outages that
/// outlast the retries, and the time limit.
/// </summary>
internal static class FailureResult
{
    const string NearLimit = "The time limit of the function was near, and the operation was canceled.";

    /// <summary>Returns the result for an exception of an action; null if it is not a failure of the object.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="isCanceled">Whether the time limit was near.</param>
    public static ActionResult? TryTranslate(Exception exception, bool isCanceled)
    {
        if (exception is OperationCanceledException)
            return new ActionResult(ResultCode.TemporaryFailure, isCanceled ? NearLimit : "A request timed out.");
        var id = exception switch
        {
            IItemFailure failure => failure.ErrorId,
            InvalidRootKeyException => "InvalidRootKey",
            InvalidConnectionException => "InvalidConnection",
            _ => null,
        };
        if (id is null)
            return null;
        var text = $"{id}: {exception.Message}";
        if (isCanceled)
            return new ActionResult(ResultCode.TemporaryFailure, $"{NearLimit} {text}");
        return new ActionResult(IsTemporary(exception) ? ResultCode.TemporaryFailure : ResultCode.PermanentFailure, text);
    }

    /// <summary>Returns whether the same request can succeed later.</summary>
    public static bool IsTemporary(Exception exception) =>
        exception switch
        {
            // A write that was not confirmed is found by the next event, if it was done.
            ObjectStoreException failure => failure.Fault is ObjectStoreFault.Unavailable or ObjectStoreFault.WriteNotConfirmed,
            KeyProtectionException failure => failure.Fault == KeyProtectionFault.KmsUnavailable,
            UploadNotAbortedException { InnerException: { } cause } => cause is OperationCanceledException || IsTemporary(cause),
            _ => false,
        };
}
