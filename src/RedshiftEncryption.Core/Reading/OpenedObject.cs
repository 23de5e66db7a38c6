using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Reading;

/// <summary>
/// Represents an object whose content is read: its beginning has been requested, its envelope has been read, and after a
/// root key has opened it, its content is decrypted. This is the only way to read content.
/// </summary>
internal sealed class OpenedObject : IDisposable
{
    readonly ObjectContent first;
    DataKey? dataKey;

    OpenedObject(S3Address address, IObjectReader store, ObjectContent first, EnvelopeReading reading)
    {
        this.first = first;
        Content = new RangedContent(store, address, first);
        Reading = reading;
    }

    public ObjectDescription Description => first.Description;

    public RangedContent Content { get; }

    /// <summary>Gets the object's envelope, as its metadata or an instruction file describes it.</summary>
    public EnvelopeReading Reading { get; }

    /// <summary>Gets the root key that opened the object; null if it is not client-side encrypted, or still locked.</summary>
    public RootKey? RootKey { get; private set; }

    /// <summary>Gets the content's decryptor; null if the object is not client-side encrypted, or still locked.</summary>
    public IContentDecryptor? Decryptor { get; private set; }

    /// <summary>Opens an object, client-side encrypted or not.</summary>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">The object is client-side encrypted, and no root key was specified.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="DamagedContentException">The content does not have the length that it was written with.</exception>
    public static async Task<OpenedObject> OpenAsync(
        IObjectReader store,
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
    /// Opens an object as its metadata describes it, without looking for an instruction file. Nothing is decrypted before
    /// <see cref="Unlock"/>.
    /// </summary>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    public static async Task<OpenedObject> OpenLockedAsync(IObjectReader store, S3Address address, CancellationToken cancellationToken)
    {
        var beginning = await RangedContent.OpenAsync(store, address, cancellationToken).ConfigureAwait(false);
        return new OpenedObject(address, store, beginning, EnvelopeReader.Read(beginning.Description.Metadata));
    }

    /// <summary>Reads the envelope in an object's metadata. If there is none, looks for an instruction file.</summary>
    /// <param name="store">The store that contains the object.</param>
    /// <param name="address">The object.</param>
    /// <param name="description">What the server reports about it.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <param name="hasNoInstructionFile">Whether it is known to have none; see <see cref="ListedInstructionFiles"/>.</param>
    /// <exception cref="ObjectStoreException">A possible instruction file cannot be read.</exception>
    public static async Task<EnvelopeReading> ReadAsync(
        IObjectReader store,
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

    /// <summary>Refuses an object whose length shows that it was truncated or joined, before its content is read.</summary>
    /// <exception cref="DamagedContentException">The content does not have the length that it was written with.</exception>
    public static void ThrowIfDamaged(S3Address address, EnvelopeReading reading, long contentLength)
    {
        if (reading.Envelope?.LengthObstacle(contentLength) is { } obstacle)
            throw new DamagedContentException($"The content of {address} is damaged: {obstacle}.");
    }

    /// <summary>Opens an envelope.</summary>
    /// <returns>The root key that opens it, and the data key, which the caller disposes of; null without an envelope.</returns>
    /// <exception cref="RootKeyRequiredException">No root key was specified.</exception>
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

    /// <summary>Opens the object with one of the root keys, so that its content can be decrypted.</summary>
    /// <exception cref="RootKeyRequiredException">No root key was specified.</exception>
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
        dataKey?.Dispose();
    }
}
