namespace RedshiftEncryption.Storage;

/// <summary>Describes how a store is reached, for the records of its objects.</summary>
internal interface IStoreLocation
{
    /// <summary>Gets the region that requests are signed for.</summary>
    string Region { get; }

    /// <summary>Gets the endpoint's URL; null for AWS's own endpoint.</summary>
    string? EndpointUrl { get; }

    /// <summary>Gets the specified AWS profile, if any.</summary>
    string? ProfileName { get; }
}
