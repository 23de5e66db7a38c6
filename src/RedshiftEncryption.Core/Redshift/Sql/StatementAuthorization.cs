using System.Security;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>
/// Describes how Redshift is authorized to access S3: by a role or by an access key, in separate clauses or in one
/// CREDENTIALS string.
/// </summary>
internal sealed record StatementAuthorization
{
    static readonly Regex AccessKeyIds = new(@"^[A-Za-z0-9_]{16,128}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Gets one ARN, several ARNs separated by commas, or <c>default</c>.</summary>
    public string? IamRole { get; init; }

    public string? AccessKeyId { get; init; }

    public SecureString? SecretAccessKey { get; init; }

    public SecureString? SessionToken { get; init; }

    /// <summary>Gets whether the authorization and the root key are written as a legacy CREDENTIALS string.</summary>
    public bool InCredentialsString { get; init; }

    /// <exception cref="InvalidCopyOptionException">The text is not an access key ID.</exception>
    public string CheckedAccessKeyId =>
        AccessKeyIds.IsMatch(AccessKeyId!)
            ? AccessKeyId!
            : throw new InvalidCopyOptionException(
                "The user name of the credential is not an access key ID. "
                    + "An access key ID has 16 to 128 letters and digits, such as AKIAIOSFODNN7EXAMPLE."
            );

    public StatementSecret SecretAccessKeyText =>
        StatementSecret.OfText(RedshiftStatement.SecretAccessKeyPlaceholder, "secret access key", SecretAccessKey ?? new SecureString());

    public StatementSecret SessionTokenText =>
        StatementSecret.OfText(RedshiftStatement.SessionTokenPlaceholder, "session token", SessionToken!);
}
