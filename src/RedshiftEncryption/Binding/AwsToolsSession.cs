using System.Management.Automation;
using System.Reflection;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Reads what Set-DefaultAWSRegion and Set-AWSCredential of the AWS Tools store in the session. The credentials themselves
/// are not read, only the name of their profile.
/// </summary>
internal static class AwsToolsSession
{
    const string RegionVariable = "StoredAWSRegion";
    const string CredentialsVariable = "StoredAWSCredentials";

    /// <summary>The values by which versions of the AWS Tools mark credentials of a profile.</summary>
    static readonly string[] ProfileSources = ["Profile", "Saved"];

    /// <summary>Returns the stored region.</summary>
    /// <param name="variables">Reads a variable of the session; returns null for none.</param>
    /// <returns>The region; null where none is stored.</returns>
    public static string? Region(Func<string, object?> variables) =>
        variables(RegionVariable) is { } value && NonEmpty(Unwrapped(value)) is { } region ? region : null;

    /// <summary>Returns the name of the stored credentials' profile.</summary>
    /// <returns>The name; null where no credentials are stored.</returns>
    /// <exception cref="InvalidConnectionException">The stored credentials have no profile: the SDK's chain might find
    /// another account's instead.</exception>
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

    /// <summary>Reads internal properties too: the AWS Tools use them.</summary>
    static object? Property(object value, string name) =>
        PSObject.AsPSObject(value).Properties[name]?.Value
        ?? Unwrapped(value)!.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(Unwrapped(value));

    static string? NonEmpty(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is string { Length: > 0 } text ? text : null;
}
