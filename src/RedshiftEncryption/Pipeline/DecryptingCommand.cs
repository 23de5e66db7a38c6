using System.Collections;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that decrypts objects: the parameters of AWS KMS, beside those of the keys.</summary>
public abstract class DecryptingCommand : KeyedCommand, IKmsParameters
{
    /// <summary>The region of the KMS keys that encrypted data keys. The default is the one in a key's ARN, or the bucket's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? KmsRegion { get; set; }

    /// <summary>
    /// Names and values that the encryption context of each data key under AWS KMS must contain. Other objects are reported as
    /// errors, without a request to KMS.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? KmsEncryptionContext { get; set; }
}
