namespace RedshiftEncryption.Storage;

/// <summary>Specifies which other items of a command would have the same fault.</summary>
internal enum FaultScope
{
    /// <summary>No other item, as far as is known.</summary>
    Item,

    /// <summary>Items in the same bucket.</summary>
    Bucket,

    /// <summary>All items: the credentials are not valid or have expired.</summary>
    Command,

    /// <summary>All items, unless the endpoint has responded before: it cannot be resolved, reached or trusted.</summary>
    Endpoint,

    /// <summary>All items, after several consecutive ones: access is denied, or the signature does not match.</summary>
    Streak,
}
