namespace RedshiftEncryption.Redshift.Sql;

/// <summary>The text of NULL AS. A field that is a NUL character is written <c>\000</c>, as COPY documents it.</summary>
internal static class NullText
{
    /// <exception cref="InvalidCopyOptionException">It is a line feed, which ends records, or holds a NUL beside other
    /// characters.</exception>
    public static string Literal(string text) =>
        text switch
        {
            "\0" or @"\0" or @"\000" => @"'\000'",
            "\n" or @"\n" => throw new InvalidCopyOptionException(
                "NULL AS cannot be a line feed: Redshift reserves it for the end of a record."
            ),
            _ => SqlLiteral.Quote(text),
        };
}
