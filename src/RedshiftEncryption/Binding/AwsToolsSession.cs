using System.Management.Automation;
using System.Reflection;

namespace RedshiftEncryption.Binding;

/// <summary>
/// What Set-DefaultAWSRegion and Set-AWSCredential of the AWS Tools have left in the session. Their credentials are not
/// taken out of it, only the name of the profile that they are of.
/// </summary>
internal static class AwsToolsSession
{
    const string RegionVariable = "StoredAWSRegion";
    const string CredentialsVariable = "StoredAWSCredentials";

    /// <summary>How the versions of the AWS Tools say that credentials are a profile's.</summary>
    static readonly string[] ProfileSources = ["Profile", "Saved"];

    /// <param name="variables">Reads a variable of the session; null where there is none.</param>
    /// <returns>Null where none is stored.</returns>
    public static string? Region(Func<string, object?> variables) =>
        variables(RegionVariable) is { } value && NonEmpty(Unwrapped(value)) is { } region ? region : null;

    /// <returns>Null where no credentials are stored.</returns>
    /// <exception cref="InvalidConnectionException">They are stored, but are no profile's: the SDK's chain would find
    /// another account's in their place.</exception>
    public static string? ProfileName(Func<string, object?> variables)
    {
        if (variables(CredentialsVariable) is not { } value || Unwrapped(value) is "")
            return null;
        return ProfileOf(value)
            ?? throw new InvalidConnectionException(
                $"${CredentialsVariable} contains credentials that do not name a profile, and this module does not read them from there."
            );
    }

    static string? ProfileOf(object value) =>
        NonEmpty(Unwrapped(value))
        ?? NonEmpty(Property(value, "ProfileName"))
        ?? (
            Property(value, "Source")?.ToString() is { } source && ProfileSources.Contains(source, StringComparer.OrdinalIgnoreCase)
                ? NonEmpty(Property(value, "Name"))
                : null
        );

    static object? Unwrapped(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The AWS Tools keep theirs internal.</summary>
    static object? Property(object value, string name) =>
        PSObject.AsPSObject(value).Properties[name]?.Value
        ?? Unwrapped(value)!.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(Unwrapped(value));

    static string? NonEmpty(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is string { Length: > 0 } text ? text : null;
}
