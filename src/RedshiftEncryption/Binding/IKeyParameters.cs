using System.Security;

namespace RedshiftEncryption.Binding;

/// <summary>The parameters of the keys that open objects.</summary>
internal interface IKeyParameters
{
    RootKey[]? RootKey { get; }

    int RootKeySize { get; }

    RsaPrivateKey[]? PrivateKey { get; }

    SecureString? PrivateKeyPassphrase { get; }
}
