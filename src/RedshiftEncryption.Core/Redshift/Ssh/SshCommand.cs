using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>
/// Formats the command of an entry: a share's name in a form such as <c>load {0}</c>. Redshift's system tables and the host's
/// logs retain commands, so they contain neither an object nor a key.
/// </summary>
internal static class SshCommand
{
    /// <summary>The form of a command that is only the share's name.</summary>
    public const string NameOnly = "{0}";

    const int MaximumLength = 200;

    /// <param name="form">The form; <c>{0}</c> is replaced by the share's name.</param>
    /// <param name="share">The share's name.</param>
    /// <exception cref="InvalidCopyOptionException">The form is not valid. The message does not contain it.</exception>
    public static string Format(string form, string share)
    {
        var at = form.IndexOf(NameOnly, StringComparison.Ordinal);
        if (at < 0 || form.Length > MaximumLength)
            throw Refused("it must contain {0}, which stands for the share's name, and have at most 200 characters");
        var rest = form.Remove(at, NameOnly.Length);
        if (!rest.All(IsAllowed))
            throw Refused("beside {0} it can contain only letters, digits, spaces and the characters . _ - / : =");
        if (rest.Contains("s3:", StringComparison.OrdinalIgnoreCase))
            throw Refused("it contains an S3 URI, but the share list contains the objects");
        return Array.Exists(form.Split(' ', '=', ':'), RootKeyText.LooksLikeKey)
            ? throw Refused("it contains what can be a key, and the manifest and Redshift's system tables are not secret")
            : rest.Insert(at, share);
    }

    static bool IsAllowed(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or ' ' or '.' or '_' or '-' or '/' or ':' or '=';

    static InvalidCopyOptionException Refused(string reason) => new($"The -SshCommand is not valid: {reason}.");
}
