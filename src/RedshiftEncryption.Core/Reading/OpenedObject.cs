using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Reading;

/// <summary>
/// An object whose content is going to be read: its beginning is requested, its envelope is read and, once a root key has
/// opened it, its content is decrypted. All that reads content reads it through this.
/// </summary>
internal sealed class OpenedObject : IDisposable
{
    readonly ObjectContent first;
    DataKey? dataKey;

    OpenedObject(S3Address address, IObjectStore store, ObjectContent first, EnvelopeReading reading)
    {
        this.first = first;
        Content = new RangedContent(store, address, first);
        Reading = reading;
    }

    public ObjectDescription Description => first.Description;

    public RangedContent Content { get; }

    /// <summary>Its envelope is null where the object is not client-side encrypted.</summary>
    public EnvelopeReading Reading { get; }

    /// <summary>The key that opened the object; null where it is not client-side encrypted, or not yet open.</summary>
    public RootKey? RootKey { get; private set; }

    /// <summary>Null where the object is not client-side encrypted, or not yet open.</summary>
    public IContentDecryptor? Decryptor { get; private set; }

    /// <summary>Opens an object, client-side encrypted or not.</summary>
    /// <exception cref="ObjectStoreException">It cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">It is client-side encrypted and there is no root key at all.</exception>
    /// <exception cref="EnvelopeException">It cannot be decrypted.</exception>
    /// <exception cref="DamagedContentException">Its content does not have the length that it was written with.</exception>
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
            var opened = new OpenedObject(address, store, beginning, reading);
            opened.Unlock(ring);
            return opened;
        }
        catch
        {
            beginning.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens an object as its metadata describe it: no instruction file is looked for, and nothing is decrypted before
    /// <see cref="Unlock"/>.
    /// </summary>
    /// <exception cref="ObjectStoreException">It cannot be read.</exception>
    public static async Task<OpenedObject> OpenLockedAsync(IObjectStore store, S3Address address, CancellationToken cancellationToken)
    {
        var beginning = await RangedContent.OpenAsync(store, address, cancellationToken).ConfigureAwait(false);
        return new OpenedObject(address, store, beginning, EnvelopeReader.Read(beginning.Description.Metadata));
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

    /// <summary>
    /// An object that was truncated, or put together of others, is recognized by its length before anything of it is read.
    /// </summary>
    /// <exception cref="DamagedContentException">Its content does not have the length that it was written with.</exception>
    public static void ThrowIfDamaged(S3Address address, EnvelopeReading reading, long contentLength)
    {
        if (reading.Envelope?.LengthObstacle(contentLength) is { } obstacle)
            throw new DamagedContentException($"The content of {address} is damaged: {obstacle}.");
    }

    /// <summary>The root key of an envelope, and the data key in it, which is the caller's; null where there is no envelope.</summary>
    /// <exception cref="RootKeyRequiredException">There is no root key at all.</exception>
    /// <exception cref="EnvelopeException">The envelope cannot be opened.</exception>
    public static (RootKey RootKey, DataKey DataKey)? Open(S3Address address, EnvelopeReading reading, RootKeyRing ring)
    {
        if (reading.Kind == EnvelopeKind.None)
            return null;
        if (reading.Kind == EnvelopeKind.Damaged)
            throw new EnvelopeException(EnvelopeFault.DamagedEnvelope, $"The envelope of {address} is damaged: {reading.Obstacle}.");
        if (reading.Envelope is not { } envelope)
            throw new EnvelopeException(EnvelopeFault.UnsupportedEnvelope, $"This module cannot decrypt {address}: {reading.Obstacle}.");
        if (ring.IsEmpty)
            throw new RootKeyRequiredException(address);
        return ring.Open(envelope)
            ?? throw new EnvelopeException(
                EnvelopeFault.WrongRootKey,
                $"None of the specified root keys opens {address} (tried: {ring.Fingerprints})."
            );
    }

    /// <summary>Has one of the root keys open the object, so that its content is decrypted.</summary>
    /// <exception cref="RootKeyRequiredException">There is no root key at all.</exception>
    /// <exception cref="EnvelopeException">The envelope cannot be opened.</exception>
    public void Unlock(RootKeyRing ring)
    {
        if (Open(Content.Address, Reading, ring) is not { } keys)
            return;
        (RootKey, dataKey) = keys;
        Decryptor = Reading.Envelope!.OpenContent(dataKey);
    }

    public void Dispose()
    {
        first.Dispose();
        Decryptor?.Dispose();
        dataKey?.Dispose();
    }
}
