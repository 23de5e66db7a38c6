namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Formats the text of NULL AS. A NUL character is written as <c>\000</c>, as COPY documents it.</summary>
internal static class NullText
{
    /// <exception cref="InvalidCopyOptionException">The text is a line feed, which ends records, or contains a NUL and other
    /// characters.</exception>
    public static string Literal(string text) =>
        text switch
        {
            "\0" or @"\0" or @"\000" => @"'\000'",
            "\n" or @"\n" => throw new InvalidCopyOptionException(
                "NULL AS cannot be a line feed, because Redshift reserves it for the end of a record."
            ),
            _ => SqlLiteral.Quote(text),
        };
}
