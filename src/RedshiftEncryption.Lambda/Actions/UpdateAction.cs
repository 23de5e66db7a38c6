using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Wraps the data key of an object under a new root key, unless an earlier event has done so.</summary>
/// <param name="store">The store of the object.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The keys of the function.</param>
internal sealed class UpdateAction(IObjectStore store, ActionSettings settings, FunctionKeys keys) : IObjectAction
{
    readonly RekeyOperation rekey = new(store);

    public async Task<string> RunAsync(S3Address source, CancellationToken cancellationToken)
    {
        // In a bucket with versions, the first of two equal events makes another version the current one.
        var request = new RekeyRequest(source, keys.Ring(withDataKeys: false), keys.NewRootKey) { AcceptsNewer = true };
        try
        {
            return await RunAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException changed) when (changed.Fault == ObjectStoreFault.ObjectChanged)
        {
            // Two equal events at once: the other one was faster.
            var plan = await rekey.PlanAsync(request, cancellationToken).ConfigureAwait(false);
            if (plan.RootKey is not null && !plan.IsDue)
                return Before(plan);
            throw;
        }
    }

    async Task<string> RunAsync(RekeyRequest request, CancellationToken cancellationToken)
    {
        var plan = await rekey.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (plan.RootKey is not { } rootKey)
            return settings.RequireEncryption
                ? throw ConvertAction.NotEncrypted(request.Address)
                : "Not client-side encrypted. The object was not changed.";
        if (!plan.IsDue)
            return Before(plan);
        if (plan.Description.Length > settings.MaximumLength)
            throw new ObjectTooLargeException(request.Address, plan.Description.Length, settings.MaximumLength, "Update-EncryptedS3Object");
        await rekey.RunAsync(plan, progress: null, cancellationToken).ConfigureAwait(false);
        var text = $"Root key {rootKey.Fingerprint} was replaced by {request.NewRootKey.Fingerprint}.";
        return CarriedProperties.Warning(request.Address, plan.Description) is { } warning ? $"{text} {warning}" : text;
    }

    static string Before(RekeyPlan plan) => $"Already under root key {plan.Request.NewRootKey.Fingerprint}. The object was not changed.";
}
