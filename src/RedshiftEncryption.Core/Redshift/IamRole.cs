using System.Text.RegularExpressions;

namespace RedshiftEncryption;

/// <summary>COPY's <c>IAM_ROLE</c>: <c>default</c>, or the ARN of a role (several for a chain, with commas between them).</summary>
internal static class IamRole
{
    static readonly Regex Arn = new(
        @"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}(,arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=.@_/-]{1,512})*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <exception cref="InvalidCopyOptionException">It is neither.</exception>
    public static string Clause(string role)
    {
        if (role.Equals("default", StringComparison.OrdinalIgnoreCase))
            return "IAM_ROLE default";
        return Arn.IsMatch(role)
            ? $"IAM_ROLE {SqlLiteral.Quote(role)}"
            : throw new InvalidCopyOptionException($"'{role}' is no role: give 'default' or an ARN like arn:aws:iam::123456789012:role/RedshiftLoad.");
    }
}
