using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Envelope;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that tries keys on objects: the parameters of the root keys and private keys.</summary>
public abstract class KeyedCommand : ObjectCommand, IKeyParameters
{
    /// <summary>
    /// One or more root keys. Each object is decrypted with whichever of them opens it. Each is a RootKey, the path of a key
    /// file, a SecureString, or 32 bytes.
    /// </summary>
    [Parameter]
    [RootKeyTransformation(Several = true)]
    [ValidateNotNull]
    public RootKey[]? RootKey { get; set; }

    /// <summary>The size of root keys that are shorter than 256 bits, in bits: 128 or 192. They are only read.</summary>
    [Parameter]
    [ValidateSet("128", "192", "256")]
    public int RootKeySize { get; set; } = 256;

    /// <summary>
    /// One or more RSA private keys, for objects under an asymmetric root key. Each is the path of a PEM file or an RSA object.
    /// Requires PowerShell 7.
    /// </summary>
    [Parameter]
    [PrivateKeyTransformation(Several = true)]
    [ValidateNotNull]
    public RsaPrivateKey[]? PrivateKey { get; set; }

    /// <summary>The passphrase of encrypted PEM files.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? PrivateKeyPassphrase { get; set; }

    private protected KeyRing Keys { get; private set; } = KeyRing.Empty;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Keys = ReadKeys(this);
    }
}
