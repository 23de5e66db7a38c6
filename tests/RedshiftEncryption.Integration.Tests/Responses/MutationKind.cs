namespace RedshiftEncryption.Integration.Responses;

/// <summary>What a changed response may lead to.</summary>
internal enum MutationKind
{
    /// <summary>Status, headers, framing: an error, or the right bytes.</summary>
    Protocol,

    /// <summary>Listings and other documents: likewise.</summary>
    Document,

    /// <summary>The content itself, or its envelope: detected by comparison and by the tag of GCM, but not by CBC.</summary>
    Content,
}
