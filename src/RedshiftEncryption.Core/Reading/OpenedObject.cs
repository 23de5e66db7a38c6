using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Reading;

/// <summary>An object that is going to be decrypted: its beginning is on its way, its envelope read and its data key unwrapped.</summary>
internal sealed class OpenedObject : IDisposable
{
    readonly ObjectContent first;

    OpenedObject(
        S3Address address,
        IObjectStore store,
        ObjectContent first,
        EnvelopeReading reading,
        (RootKey RootKey, DataKey DataKey)? keys
    )
    {
        this.first = first;
        Content = new RangedContent(store, address, first);
        Reading = reading;
        RootKey = keys?.RootKey;
        DataKey = keys?.DataKey;
    }

    public ObjectDescription Description => first.Description;

    public RangedContent Content { get; }

    /// <summary>Its envelope is null where the object is not client-side encrypted.</summary>
    public EnvelopeReading Reading { get; }

    /// <summary>Opens the object; null where it is not client-side encrypted.</summary>
    public RootKey? RootKey { get; }

    public DataKey? DataKey { get; }

    /// <summary>Opens an object, client-side encrypted or not.</summary>
    /// <exception cref="ObjectStoreException">It cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">It is client-side encrypted and there is no root key at all.</exception>
    /// <exception cref="EnvelopeException">It cannot be decrypted.</exception>
    /// <exception cref="DamagedContentException">Its content has not the length that it was written with.</exception>
    public static async Task<OpenedObject> OpenAsync(
        IObjectStore store,
        S3Address address,
        RootKeyRing ring,
        CancellationToken cancellationToken
    )
    {
        var beginning = await RangedContent.OpenAsync(store, address, cancellationToken).ConfigureAwait(false);
        try
        {
            var reading = await ReadAsync(store, address, beginning.Description, cancellationToken).ConfigureAwait(false);
            ThrowIfDamaged(address, reading, beginning.ObjectLength);
            return new OpenedObject(address, store, beginning, reading, Open(address, reading, ring));
        }
        catch
        {
            beginning.Dispose();
            throw;
        }
    }

    /// <summary>The envelope that an object's description tells of; where there is none, an instruction file is looked for.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="address">The object.</param>
    /// <param name="description">What the server says of it.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <param name="hasNoInstructionFile">Whether that is known already: see <see cref="ListedInstructionFiles"/>.</param>
    /// <exception cref="ObjectStoreException">What may be an instruction file cannot be read.</exception>
    public static async Task<EnvelopeReading> ReadAsync(
        IObjectStore store,
        S3Address address,
        ObjectDescription description,
        CancellationToken cancellationToken,
        bool hasNoInstructionFile = false
    )
    {
        var reading = EnvelopeReader.Read(description.Metadata);
        if (reading.Kind != EnvelopeKind.None)
            return reading;
        if (await InstructionFile.IsAsync(store, address, description, cancellationToken).ConfigureAwait(false))
            return new EnvelopeReading(EnvelopeKind.InstructionFile, null, InstructionFile.Obstacle);
        return
            !hasNoInstructionFile
            && await InstructionFile.FindAsync(store, address, cancellationToken).ConfigureAwait(false) is { } instructions
            ? new EnvelopeReading(EnvelopeKind.InstructionFile, null, $"its envelope is in the instruction file {instructions}")
            : reading;
    }

    /// <summary>An object that was cut, or put together of others, is told by its length before anything of it is read.</summary>
    /// <exception cref="DamagedContentException">Its content has not the length that it was written with.</exception>
    public static void ThrowIfDamaged(S3Address address, EnvelopeReading reading, long contentLength)
    {
        if (reading.Envelope?.LengthObstacle(contentLength) is { } obstacle)
            throw new DamagedContentException($"The content of {address} is damaged: {obstacle}.");
    }

    /// <summary>The keys of an envelope; null where there is no envelope.</summary>
    /// <exception cref="RootKeyRequiredException">There is no root key at all.</exception>
    /// <exception cref="EnvelopeException">The envelope cannot be opened.</exception>
    public static (RootKey RootKey, DataKey DataKey)? Open(S3Address address, EnvelopeReading reading, RootKeyRing ring)
    {
        if (reading.Kind == EnvelopeKind.None)
            return null;
        if (reading.Kind == EnvelopeKind.Damaged)
            throw new EnvelopeException(EnvelopeFault.DamagedEnvelope, $"The envelope of {address} is damaged: {reading.Obstacle}.");
        if (reading.Envelope is not { } envelope)
            throw new EnvelopeException(
                EnvelopeFault.UnsupportedEnvelope,
                $"{address} cannot be decrypted by this module: {reading.Obstacle}."
            );
        if (ring.IsEmpty)
            throw new RootKeyRequiredException(address);
        return ring.Open(envelope)
            ?? throw new EnvelopeException(
                EnvelopeFault.WrongRootKey,
                $"No root key that was given opens {address} (tried: {ring.Fingerprints})."
            );
    }

    public void Dispose()
    {
        first.Dispose();
        DataKey?.Dispose();
    }
}
