using System.Collections;

namespace RedshiftEncryption.Binding;

/// <summary>The parameters of a command that has AWS KMS decrypt the data keys of objects.</summary>
internal interface IKmsParameters : IKeyParameters
{
    string? KmsRegion { get; }

    Hashtable? KmsEncryptionContext { get; }
}
