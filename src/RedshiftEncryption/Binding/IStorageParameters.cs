using System.Collections;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>The parameters that specify how objects are stored, of each cmdlet that writes objects.</summary>
internal interface IStorageParameters
{
    string? StorageClass { get; }

    Hashtable? Tag { get; }

    Hashtable? Metadata { get; }

    string? ContentType { get; }

    string? CacheControl { get; }

    SwitchParameter BucketKeyEnabled { get; }

    string? ServerSideEncryption { get; }
}
