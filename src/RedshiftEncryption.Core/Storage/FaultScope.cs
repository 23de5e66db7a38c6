namespace RedshiftEncryption.Storage;

/// <summary>Which other items of a command would meet the same fault.</summary>
internal enum FaultScope
{
    /// <summary>None that anybody knows of.</summary>
    Item,

    /// <summary>Those in the same bucket.</summary>
    Bucket,

    /// <summary>All: the credentials are not valid, or no longer.</summary>
    Command,

    /// <summary>All, unless the endpoint has answered before: it cannot be resolved, reached or trusted.</summary>
    Endpoint,

    /// <summary>All, if one after the other does: access is denied, or the signature does not match.</summary>
    Streak,
}
