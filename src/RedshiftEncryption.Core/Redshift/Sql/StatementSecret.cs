using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>
/// A secret of a statement: shown by its placeholder, written out where the command's text is asked for, and nowhere else.
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

    /// <param name="key">Copied, so that the caller's may be zeroed; without one the placeholder stays.</param>
    public static StatementSecret OfRootKey(RootKey? key) => new(RedshiftStatement.RootKeyPlaceholder, key?.Copy(), text: null);

    /// <param name="placeholder">What is shown.</param>
    /// <param name="name">What it is, for a message.</param>
    /// <param name="text">Copied, so that the caller's may be disposed of.</param>
    /// <exception cref="InvalidCopyOptionException">It could break out of its literal, or out of a CREDENTIALS string; the
    /// message does not repeat it.</exception>
    public static StatementSecret OfText(string placeholder, string name, SecureString text)
    {
        var valid = text.Length > 0;
        Read(text, character => valid &= character is > ' ' and < '\x7f' and not ('\'' or '"' or '\\' or ';' or ','));
        if (!valid)
            throw new InvalidCopyOptionException(
                $"The {name} is empty or holds a character that none has: it may be cut off, or not what was meant to be given."
            );
        return new StatementSecret(placeholder, rootKey: null, text.Copy());
    }

    /// <summary>The placeholder.</summary>
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
