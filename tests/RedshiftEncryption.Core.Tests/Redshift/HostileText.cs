using CsCheck;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Texts made of what breaks quoting, and of anything.</summary>
internal static class HostileText
{
    static readonly string[] Pieces =
    [
        "'",
        "''",
        "\\",
        "\\'",
        "\"",
        "\"\"",
        ";",
        "--",
        "/*",
        "*/",
        "\n",
        "\r\n",
        "\t",
        "$$",
        " ",
        "x",
        ".",
        ",",
        ":",
        "é",
        "😀",
        ")",
        "(",
        "<root-key>",
        "<secret-access-key>",
        "MANIFEST",
        "\u2019",
        "\\047",
    ];

    /// <summary>Any text.</summary>
    public static readonly Gen<string> Any = Gen.OneOf(Gen.String, Pick.OneOf(Pieces).Array[0, 12].Select(string.Concat));

    /// <summary>Text that a literal can hold, and that is not empty.</summary>
    public static readonly Gen<string> Literal = Any.Select(static text => text.Replace("\0", "", StringComparison.Ordinal))
        .Select(static text => text.Length == 0 ? "'" : text);

    /// <summary>A name of up to Redshift's 127 bytes.</summary>
    public static readonly Gen<string> Name = Any.Select(static text =>
            string.Concat(text.Where(static character => !char.IsControl(character) && !char.IsSurrogate(character)).Take(30))
        )
        .Select(static text => text.Length == 0 ? "x\"y" : text);

    /// <summary>The name as a person delimits it.</summary>
    public static string Delimited(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
