using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>
/// Formats <c>IAM_ROLE</c>: <c>default</c>, or the ARN of a role (for a role chain, several ARNs separated by commas).
/// </summary>
internal static class IamRole
{
    static readonly Regex Arn = new(
        @"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}(,arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=.@_/-]{1,512})*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    public static bool IsDefault(string role) => role.Equals("default", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InvalidCopyOptionException">The role is neither.</exception>
    public static string Clause(string role) => IsDefault(role) ? "IAM_ROLE default" : $"IAM_ROLE {SqlLiteral.Quote(Checked(role))}";

    /// <summary>Returns the ARNs unchanged. They contain no character that could end a literal.</summary>
    /// <exception cref="InvalidCopyOptionException">The text is not one or more role ARNs.</exception>
    public static string Checked(string role) =>
        Arn.IsMatch(role)
            ? role
            : throw new InvalidCopyOptionException(
                $"'{role}' is not a role. Specify 'default' or an ARN such as arn:aws:iam::123456789012:role/RedshiftLoad."
            );
}
