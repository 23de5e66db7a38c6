namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Represents the objects that one connection streams.</summary>
/// <param name="Name">The name, which the connection's command contains.</param>
/// <param name="Objects">The objects in the order in which they are streamed; at least one.</param>
internal sealed record LoadShare(string Name, IReadOnlyList<ShareObject> Objects)
{
    const int MaximumNameLength = 64;

    /// <summary>Returns whether a text can be a share's name: it reaches the host as a command.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaximumNameLength
        && IsLetterOrDigit(text[0])
        && text.All(static character => IsLetterOrDigit(character) || character is '-' or '_' or '.');

    static bool IsLetterOrDigit(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
