using System.Globalization;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>
/// Verifies an object without writing anything. With a destination, the object there must be its conversion: both are read and
/// compared. Without one, the object is decrypted to its end, and its padding or its tag must be valid.
/// </summary>
/// <param name="store">The store of the objects.</param>
/// <param name="buffers">The buffers of the function.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The keys, of which one opens the object.</param>
internal sealed class VerifyAction(IObjectStore store, BufferPool buffers, ActionSettings settings, KeyRing keys) : IObjectAction
{
    public Task<string> RunAsync(S3Address source, CancellationToken cancellationToken) =>
        settings.HasDestination ? CompareAsync(source, cancellationToken) : ReadAsync(source, cancellationToken);

    async Task<string> CompareAsync(S3Address source, CancellationToken cancellationToken)
    {
        var request = Destination.RequestFor(source, settings, keys) with { Verify = true };
        var convert = new ConvertOperation(store, buffers);
        var plan = await convert.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (plan.Outcome == ConvertOutcome.NotEncrypted)
            return Plain(source);
        if (plan.Existing is not { } existing)
            throw new ObjectStoreException(
                ObjectStoreFault.ObjectNotFound,
                $"{source} has no conversion: the object {request.Destination} does not exist."
            );
        ThrowIfTooLarge(source, plan.SourceLength);
        // Without Replace, a plan with an existing object only compares, or fails.
        await convert.RunAsync(plan, progress: null, cancellationToken).ConfigureAwait(false);
        return string.Create(CultureInfo.InvariantCulture, $"Verified: {request.Destination} is the plaintext ({existing.Length} bytes).");
    }

    async Task<string> ReadAsync(S3Address source, CancellationToken cancellationToken)
    {
        using var opened = await OpenedObject.OpenLockedAsync(store, source, cancellationToken).ConfigureAwait(false);
        ThrowIfTooLarge(source, opened.Content.ObjectLength);
        await opened.FindInstructionFileAsync(cancellationToken).ConfigureAwait(false);
        if (opened.Reading.Kind == EnvelopeKind.None || opened.Reading.IsInstructionFile)
            return Plain(source);
        await opened.CompleteAsync(keys, cancellationToken).ConfigureAwait(false);
        var length = 0L;
        await PlaintextChunks
            .ReadAllAsync(opened, buffers, chunk => length += chunk.Content.Length, cancellationToken)
            .ConfigureAwait(false);
        return string.Create(CultureInfo.InvariantCulture, $"Decrypted to its end ({length} bytes). It was not compared.");
    }

    string Plain(S3Address source) =>
        settings.RequireEncryption ? throw ConvertAction.NotEncrypted(source) : "Not client-side encrypted. There was nothing to verify.";

    void ThrowIfTooLarge(S3Address source, long length)
    {
        if (length > settings.MaximumLength)
            throw new ObjectTooLargeException(source, length, settings.MaximumLength, "Test-EncryptedRoundTrip");
    }
}
