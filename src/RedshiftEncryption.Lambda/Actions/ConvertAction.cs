using System.Globalization;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Stores the plaintext of an object with server-side encryption, unless an earlier event has done so.</summary>
/// <param name="store">The store of both objects.</param>
/// <param name="buffers">The buffers of the function.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The keys, of which one opens the object.</param>
internal sealed class ConvertAction(IObjectStore store, BufferPool buffers, ActionSettings settings, KeyRing keys) : IObjectAction
{
    readonly ConvertOperation convert = new(store, buffers);

    public async Task<string> RunAsync(S3Address source, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var request = Destination.RequestFor(source, settings, keys) with { Verify = settings.ReadBack, Warn = warnings.Add };
        var plan = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        // If an equal event is faster meanwhile, the store finds by the mark that its write has been done.
        var text = Text(plan, await convert.RunAsync(plan, progress: null, cancellationToken).ConfigureAwait(false));
        return string.Join(' ', [text, .. warnings]);
    }

    async Task<ConvertPlan> PlanAsync(ConvertRequest request, CancellationToken cancellationToken)
    {
        var plan = await convert.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (plan.Outcome == ConvertOutcome.NotEncrypted && settings.RequireEncryption)
            throw NotEncrypted(request.Source);
        return plan.IsDue && plan.SourceLength > settings.MaximumLength
            ? throw new ObjectTooLargeException(request.Source, plan.SourceLength, settings.MaximumLength, "Convert-EncryptedS3Object")
            : plan;
    }

    /// <summary>Creates the exception for an object without an envelope, where that is a failure.</summary>
    public static EnvelopeException NotEncrypted(S3Address source) =>
        new(EnvelopeFault.NotEncrypted, $"{source} has no client-side envelope, and {SettingName.RequireEncryption} is true.");

    static string Text(ConvertPlan plan, ConvertResult result)
    {
        if (result.Object is not { } converted)
            return "Not client-side encrypted. The object was left where it is.";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(converted.WasConverted ? "Converted before" : "Converted")}: {plan.Request.Destination} ({converted.Length} bytes)."
        );
        // Not by name: the manifest's text is plaintext.
        return result.ForeignEntries == 0
            ? text
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{text} It is a manifest with {result.ForeignEntries} URLs outside the objects to convert, which are unchanged."
            );
    }
}
