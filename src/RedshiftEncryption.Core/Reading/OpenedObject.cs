using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Reading;

/// <summary>
/// Represents an object whose content is read: its beginning has been requested, its envelope has been read, and after a
/// root key has opened it, its content is decrypted. This is the only way to read content.
/// </summary>
internal sealed class OpenedObject : IDisposable
{
    readonly IObjectReader store;
    readonly ObjectContent first;
    OpenedKey? key;
    bool hasSought;

    OpenedObject(S3Address address, IObjectReader store, ObjectContent first, EnvelopeReading reading)
    {
        this.store = store;
        this.first = first;
        Content = new RangedContent(store, address, first);
        Reading = reading;
    }

    public ObjectDescription Description => first.Description;

    public RangedContent Content { get; }

    /// <summary>Gets the length of the content in bytes, without an authentication tag after it. The object is unlocked.</summary>
    public long ContentLength => Content.ObjectLength - (Decryptor?.TrailerLength ?? 0);

    /// <summary>Gets the object's envelope, as its metadata or an instruction file describes it.</summary>
    public EnvelopeReading Reading { get; private set; }

    /// <summary>
    /// Gets the symmetric root key that opened the object; null if another key did, or if it is not client-side encrypted or
    /// still locked.
    /// </summary>
    public RootKey? RootKey => key?.RootKey;

    /// <summary>Gets what opened the object: see <see cref="OpenedKey.OpenedBy"/>.</summary>
    public string? OpenedBy => key?.OpenedBy;

    /// <summary>Gets the content's decryptor; null if the object is not client-side encrypted, or still locked.</summary>
    public IContentDecryptor? Decryptor { get; private set; }

    /// <summary>Opens an object, client-side encrypted or not.</summary>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    /// <exception cref="DamagedContentException">The content does not have the length that it was written with.</exception>
    public static async Task<OpenedObject> OpenAsync(
        IObjectReader store,
        S3Address address,
        KeyRing ring,
        CancellationToken cancellationToken
    )
    {
        var opened = await OpenLockedAsync(store, address, cancellationToken).ConfigureAwait(false);
        try
        {
            await opened.CompleteAsync(ring, cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Completes the opening of an object that is still locked: with its instruction file, if it has one, and only if it has the
    /// length that it was written with.
    /// </summary>
    /// <exception cref="ObjectStoreException">A possible instruction file cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    /// <exception cref="DamagedContentException">The content does not have the length that it was written with.</exception>
    public async Task CompleteAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        await FindInstructionFileAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfDamaged(Content.Address, Reading, Content.ObjectLength);
        await UnlockAsync(ring, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Opens an object as its metadata describes it, without looking for an instruction file. Nothing is decrypted before
    /// <see cref="UnlockAsync"/>.
    /// </summary>
    /// <param name="store">The store that contains the object.</param>
    /// <param name="address">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="eTag">The ETag that the object must have; null for any.</param>
    /// <exception cref="ObjectStoreException">The object cannot be read, or has another ETag.</exception>
    public static async Task<OpenedObject> OpenLockedAsync(
        IObjectReader store,
        S3Address address,
        CancellationToken cancellationToken,
        string? eTag = null
    )
    {
        var beginning = await RangedContent.OpenAsync(store, address, cancellationToken, eTag).ConfigureAwait(false);
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
        if (reading.Kind != EnvelopeKind.None && !reading.NeedsInstructionFile)
            return reading;
        if (
            !reading.NeedsInstructionFile
            && await InstructionFile.IsAsync(store, address, description, cancellationToken).ConfigureAwait(false)
        )
            return new EnvelopeReading(EnvelopeKind.InstructionFile, null, InstructionFile.Obstacle);
        return
            !hasNoInstructionFile
            && await InstructionFile.FindAsync(store, address, cancellationToken).ConfigureAwait(false) is { } instructions
            ? EnvelopeReader.Read(description.Metadata, instructions)
            : reading;
    }

    /// <summary>
    /// Looks for the instruction file of an object that was opened as its metadata describes it, unless it was looked for before.
    /// </summary>
    /// <exception cref="ObjectStoreException">A possible instruction file cannot be read.</exception>
    public async Task FindInstructionFileAsync(CancellationToken cancellationToken)
    {
        if (hasSought)
            return;
        hasSought = true;
        if (Reading.Kind == EnvelopeKind.None || Reading.NeedsInstructionFile)
            Reading = await ReadAsync(store, Content.Address, Description, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses an object whose length shows that it was truncated or joined, before its content is read.</summary>
    /// <exception cref="DamagedContentException">The content does not have the length that it was written with.</exception>
    public static void ThrowIfDamaged(S3Address address, EnvelopeReading reading, long contentLength)
    {
        if (reading.Envelope?.LengthObstacle(contentLength) is { } obstacle)
            throw new DamagedContentException($"The content of {address} is damaged: {obstacle}.");
    }

    /// <summary>Opens an envelope.</summary>
    /// <param name="address">The object.</param>
    /// <param name="reading">Its envelope.</param>
    /// <param name="ring">The keys to try.</param>
    /// <param name="region">The object's region, for AWS KMS.</param>
    /// <param name="cancellationToken">Cancels the request to AWS KMS.</param>
    /// <returns>The content's key, which the caller disposes of; null without an envelope.</returns>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the envelope was specified.</exception>
    /// <exception cref="EnvelopeException">The envelope cannot be opened.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    public static async Task<OpenedKey?> OpenAsync(
        S3Address address,
        EnvelopeReading reading,
        KeyRing ring,
        string region,
        CancellationToken cancellationToken
    )
    {
        if (reading.Kind == EnvelopeKind.None)
            return null;
        if (reading.Kind == EnvelopeKind.Damaged)
            throw new EnvelopeException(EnvelopeFault.DamagedEnvelope, $"The envelope of {address} is damaged: {reading.Obstacle}.");
        if (reading.Envelope is not { } envelope)
            throw new EnvelopeException(EnvelopeFault.UnsupportedEnvelope, $"This module cannot decrypt {address}: {reading.Obstacle}.");
        if (ring.HasNoneFor(envelope))
            throw new RootKeyRequiredException(address, envelope.KeyWrap);
        var (opened, obstacle) = await ring.OpenAsync(envelope, region, cancellationToken).ConfigureAwait(false);
        if (opened?.TryCommit(envelope) is { } committed)
            return committed;
        if (opened is null && obstacle is null)
            throw new EnvelopeException(EnvelopeFault.WrongRootKey, $"None of the specified {ring.Describe(envelope)} opens {address}.");
        throw new EnvelopeException(
            EnvelopeFault.DamagedEnvelope,
            $"The envelope of {address} is damaged or was changed: {obstacle ?? "its key commitment is not that of its data key"}."
        );
    }

    /// <summary>Opens the object with one of the keys, so that its content can be decrypted.</summary>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    /// <exception cref="EnvelopeException">The envelope cannot be opened.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    public async Task UnlockAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        key = await OpenAsync(Content.Address, Reading, ring, store.Region, cancellationToken).ConfigureAwait(false);
        Decryptor = key is null ? null : Reading.Envelope!.OpenContent(key.DataKey);
    }

    /// <summary>Opens the check of the whole content; null if the cipher does not authenticate it.</summary>
    public IContentCheck? OpenCheck() => Decryptor?.OpenCheck(ContentLength);

    /// <summary>Checks the content after all of its ranges have been decrypted.</summary>
    /// <param name="check">The check, with all ranges.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="DamagedContentException">The tag is not valid.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read, or has been overwritten.</exception>
    public async Task ThrowIfNotAuthenticAsync(IContentCheck check, CancellationToken cancellationToken)
    {
        var trailer = new byte[Content.ObjectLength - ContentLength];
        using var part = await Content.OpenAsync(new ContentRange(ContentLength, trailer.Length), cancellationToken).ConfigureAwait(false);
        if (await StreamReading.FillAsync(part.Body, trailer, cancellationToken).ConfigureAwait(false) < trailer.Length)
            throw Content.EndedEarly();
        if (!check.IsAuthentic(trailer))
            throw new DamagedContentException(
                $"The content of {Content.Address} is damaged or was changed: its authentication tag is not valid."
            );
    }

    public void Dispose()
    {
        first.Dispose();
        key?.Dispose();
    }
}
