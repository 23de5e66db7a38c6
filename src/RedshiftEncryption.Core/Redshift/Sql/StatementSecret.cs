using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>
/// Represents a secret in a statement. It is displayed as a placeholder, and written only into the command text.
/// </summary>
internal sealed class StatementSecret
{
    readonly string placeholder;
    readonly RootKey? rootKey;
    readonly SecureString? text;

    StatementSecret(string placeholder, RootKey? rootKey, SecureString? text)
    {
        this.placeholder = placeholder;
        this.rootKey = rootKey;
        this.text = text;
    }

    /// <param name="key">Copied, so that the caller can zero its own. If it is null, the placeholder remains.</param>
    public static StatementSecret OfRootKey(RootKey? key) => new(RedshiftStatement.RootKeyPlaceholder, key?.Copy(), text: null);

    /// <param name="placeholder">The text to display.</param>
    /// <param name="name">The kind of secret, for messages.</param>
    /// <param name="text">Copied, so that the caller can dispose of its own.</param>
    /// <exception cref="InvalidCopyOptionException">The text could escape from its literal or from a CREDENTIALS string. The
    /// message does not contain the text.</exception>
    public static StatementSecret OfText(string placeholder, string name, SecureString text)
    {
        var valid = text.Length > 0;
        Read(text, character => valid &= character is > ' ' and < '\x7f' and not ('\'' or '"' or '\\' or ';' or ','));
        if (!valid)
            throw new InvalidCopyOptionException(
                $"The {name} is empty or contains a character that is not valid in a {name}. The value may be truncated or the wrong one."
            );
        return new StatementSecret(placeholder, rootKey: null, text.Copy());
    }

    /// <summary>Returns the placeholder.</summary>
    public override string ToString() => placeholder;

    public void AppendTo(StringBuilder statement)
    {
        if (text is not null)
            Read(text, character => statement.Append(character));
        else if (rootKey is not null)
            AppendKey(statement, rootKey);
        else
            statement.Append(placeholder);
    }

    static void AppendKey(StringBuilder statement, RootKey key)
    {
        using var base64 = RootKeyText.Format(key, RootKeyFormat.Base64);
        for (var i = 0; i < RootKeyText.Base64Length; i++)
            statement.Append((char)base64.Array[i]);
    }

    static void Read(SecureString text, Action<char> take)
    {
        var unmanaged = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            for (var i = 0; i < text.Length; i++)
                take((char)Marshal.ReadInt16(unmanaged, i * sizeof(char)));
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(unmanaged);
        }
    }
}
