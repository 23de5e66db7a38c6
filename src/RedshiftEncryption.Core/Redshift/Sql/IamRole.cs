using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>COPY's <c>IAM_ROLE</c>: <c>default</c>, or the ARN of a role (several for a chain, with commas between them).</summary>
internal static class IamRole
{
    static readonly Regex Arn = new(
        @"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}(,arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=.@_/-]{1,512})*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    public static bool IsDefault(string role) => role.Equals("default", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InvalidCopyOptionException">It is neither.</exception>
    public static string Clause(string role) => IsDefault(role) ? "IAM_ROLE default" : $"IAM_ROLE {SqlLiteral.Quote(Checked(role))}";

    /// <summary>The ARNs as they are; they hold nothing that could end a literal.</summary>
    /// <exception cref="InvalidCopyOptionException">They are none.</exception>
    public static string Checked(string role) =>
        Arn.IsMatch(role)
            ? role
            : throw new InvalidCopyOptionException(
                $"'{role}' is no role: give 'default' or an ARN like arn:aws:iam::123456789012:role/RedshiftLoad."
            );
}
