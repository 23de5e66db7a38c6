namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Specifies a database and how the service signs in to it.</summary>
internal sealed record RedshiftTarget
{
    public string? Database { get; init; }

    /// <summary>Gets the workgroup of Redshift Serverless; null for a provisioned cluster.</summary>
    public string? WorkgroupName { get; init; }

    /// <summary>Gets the provisioned cluster; null for a workgroup.</summary>
    public string? ClusterIdentifier { get; init; }

    /// <summary>Gets the database user of temporary credentials; null to sign in as the caller, or by a secret.</summary>
    public string? DbUser { get; init; }

    /// <summary>Gets the secret in AWS Secrets Manager with the database user's password; null for temporary credentials.</summary>
    public string? SecretArn { get; init; }

    /// <summary>Gets the database with its cluster or workgroup, in the middle of a sentence.</summary>
    public override string ToString() =>
        WorkgroupName is not null
            ? $"database '{Database}' of workgroup '{WorkgroupName}'"
            : $"database '{Database}' of cluster '{ClusterIdentifier}'";
}
