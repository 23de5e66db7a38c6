namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Specifies why a share cannot be read. Each value is an error ID.</summary>
internal enum ShareListFault
{
    /// <summary>The content is not a share list that this version reads.</summary>
    InvalidShareList,

    /// <summary>The list does not contain the share.</summary>
    ShareNotFound,

    /// <summary>The content of an object is not text, so it cannot be joined with other objects.</summary>
    ShareNotText,
}
