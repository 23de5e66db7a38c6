using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Processes one object. Doing it a second time changes nothing.</summary>
internal interface IObjectAction
{
    /// <summary>Processes an object.</summary>
    /// <param name="source">The object.</param>
    /// <param name="cancellationToken">Is canceled when the time limit is near.</param>
    /// <returns>What was done, for the completion report.</returns>
    /// <exception cref="Exception">The object could not be processed: an <see cref="IItemFailure"/>, or a cancellation.</exception>
    Task<string> RunAsync(S3Address source, CancellationToken cancellationToken);
}
