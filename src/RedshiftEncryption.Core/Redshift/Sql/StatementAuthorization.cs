using System.Security;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>How Redshift is let into S3: by a role or by an access key, in clauses of their own or in one CREDENTIALS string.</summary>
internal sealed record StatementAuthorization
{
    static readonly Regex AccessKeyIds = new(@"^[A-Za-z0-9_]{16,128}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>An ARN, several with commas between them, or <c>default</c>.</summary>
    public string? IamRole { get; init; }

    public string? AccessKeyId { get; init; }

    public SecureString? SecretAccessKey { get; init; }

    public SecureString? SessionToken { get; init; }

    /// <summary>Whether all of it, and the root key, go into the legacy CREDENTIALS string.</summary>
    public bool InCredentialsString { get; init; }

    /// <exception cref="InvalidCopyOptionException">It is none.</exception>
    public string CheckedAccessKeyId =>
        AccessKeyIds.IsMatch(AccessKeyId!)
            ? AccessKeyId!
            : throw new InvalidCopyOptionException(
                "The credential's user name is no access key id: one has 16 to 128 letters and digits, like AKIAIOSFODNN7EXAMPLE."
            );

    public StatementSecret SecretAccessKeyText =>
        StatementSecret.OfText(RedshiftStatement.SecretAccessKeyPlaceholder, "secret access key", SecretAccessKey ?? new SecureString());

    public StatementSecret SessionTokenText =>
        StatementSecret.OfText(RedshiftStatement.SessionTokenPlaceholder, "session token", SessionToken!);
}
