using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>
/// Contains the keys of the function. Root keys are decrypted by AWS KMS once, and are then kept in memory until the process ends.
/// Not thread-safe: there is one event at a time.
/// </summary>
internal sealed class FunctionKeys : IDisposable
{
    readonly Func<string, CancellationToken, Task<IKeyProtection>> open;
    readonly IReadOnlyList<WrappedRootKey> wrapped;
    readonly WrappedRootKey? wrappedNew;
    readonly KmsDataKeys dataKeys;
    readonly List<RootKey> rootKeys = [];
    RootKey? newRootKey;

    /// <param name="settings">The settings of the environment.</param>
    /// <param name="open">Opens AWS KMS in a region.</param>
    /// <exception cref="InvalidSettingException">A variable does not contain wrapped keys, or the action needs another one.</exception>
    public FunctionKeys(ActionSettings settings, Func<string, CancellationToken, Task<IKeyProtection>> open)
    {
        this.open = open;
        wrapped = WrappedKeySetting.Read(SettingName.RootKey, settings.Choice(SettingName.RootKey));
        var candidates = WrappedKeySetting.Read(SettingName.NewRootKey, settings.Choice(SettingName.NewRootKey));
        if (candidates.Count > 1)
            throw new InvalidSettingException($"{SettingName.NewRootKey} must contain one key.");
        wrappedNew = candidates.SingleOrDefault();
        var isUpdate = settings.Action == ActionName.Update;
        if (isUpdate && (wrapped.Count == 0 || wrappedNew is null))
            throw new InvalidSettingException($"The action Update requires {SettingName.RootKey} and {SettingName.NewRootKey}.");
        if (!isUpdate && wrappedNew is not null)
            throw new InvalidSettingException($"{SettingName.NewRootKey} is only for the action Update.");
        dataKeys = new KmsDataKeys(open, settings.KmsRegion, settings.KmsEncryptionContext);
    }

    /// <summary>Has AWS KMS decrypt the root keys that are not yet decrypted.</summary>
    /// <exception cref="KeyProtectionException">AWS KMS refused a request or did not respond.</exception>
    /// <exception cref="InvalidRootKeyException">A decrypted key does not have the fingerprint of its file.</exception>
    /// <exception cref="InvalidConnectionException">There is no region or no credentials.</exception>
    public async Task UnlockAsync(CancellationToken cancellationToken)
    {
        while (rootKeys.Count < wrapped.Count)
            rootKeys.Add(await UnwrapAsync(wrapped[rootKeys.Count], SettingName.RootKey, cancellationToken).ConfigureAwait(false));
        if (wrappedNew is not null)
            newRootKey ??= await UnwrapAsync(wrappedNew, SettingName.NewRootKey, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the keys of which one opens an object, after <see cref="UnlockAsync"/>.</summary>
    /// <param name="withDataKeys">Whether objects whose data keys AWS KMS encrypted are opened too.</param>
    public KeyRing Ring(bool withDataKeys) => new(rootKeys, privateKeys: null, withDataKeys ? dataKeys : null);

    /// <summary>Gets the new root key of the action Update, after <see cref="UnlockAsync"/>.</summary>
    public RootKey NewRootKey => newRootKey ?? throw new InvalidOperationException("There is no new root key.");

    public void Dispose()
    {
        foreach (var key in rootKeys)
            key.Dispose();
        newRootKey?.Dispose();
        dataKeys.Dispose();
    }

    async Task<RootKey> UnwrapAsync(WrappedRootKey key, string name, CancellationToken cancellationToken)
    {
        using var protection = await open(key.Region, cancellationToken).ConfigureAwait(false);
        return await RootKeyWrapping.UnwrapAsync(protection, key, name, cancellationToken).ConfigureAwait(false);
    }
}
