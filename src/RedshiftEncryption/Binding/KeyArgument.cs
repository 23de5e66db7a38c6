using System.Management.Automation;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Binding;

/// <summary>Handles the values of parameters for keys, of which no message may show one.</summary>
internal static class KeyArgument
{
    /// <summary>The message for the text of a key. A sentence about the permitted forms follows it.</summary>
    public const string WasText = "The root key was specified as text, which remains in the history and in logs. Create a new key.";

    /// <summary>
    /// Returns the file system path of an existing file. The error for any other text does not contain it: it may be a typed
    /// key, in any notation.
    /// </summary>
    /// <param name="resolve">Turns a PowerShell path into a file system path.</param>
    /// <param name="path">The path.</param>
    /// <param name="parameter">The parameter's name, for the message.</param>
    /// <exception cref="FileNotFoundException">The text does not name a file.</exception>
    public static string ExistingFile(Func<string, string> resolve, string path, string parameter)
    {
        string? resolved;
        try
        {
            resolved = resolve(path);
        }
        catch (Exception exception)
            when (exception is SessionStateException or NotAFileSystemPathException or ArgumentException or IOException)
        {
            // The message of the exception contains the text.
            resolved = null;
        }
        return File.Exists(resolved)
            ? resolved!
            : throw new FileNotFoundException(
                $"-{parameter} does not name an existing file. The value is not shown in case it is a key. If it is, it is now in your "
                    + "shell history, so create a new key. A relative path is relative to the current PowerShell location."
            );
    }

    /// <summary>
    /// Returns whether a text is a key where a path is expected, so that no message shows it. A path can look like a key by
    /// chance. Then the file exists.
    /// </summary>
    public static bool IsKeyText(ProviderIntrinsics provider, string path) =>
        RootKeyText.LooksLikeKey(path) && !provider.Item.Exists(WildcardPattern.Escape(path));

    /// <summary>Returns the value without PowerShell's wrapper.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    public static string TypeName(object value) =>
        value is PSObject { TypeNames.Count: > 0 } wrapped ? wrapped.TypeNames[0] : value.GetType().FullName!;
}
