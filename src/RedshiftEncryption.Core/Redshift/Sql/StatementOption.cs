using System.Globalization;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Represents one option in the table of a statement's options.</summary>
/// <param name="Term">The name in rules: Redshift's keyword, or a parameter that has no clause.</param>
/// <param name="IsAsked">Returns whether a request contains the option.</param>
/// <param name="Clause">
/// Returns the clause, or null if the option has none. Called only if the request contains the option.
/// </param>
internal sealed record StatementOption<T>(string Term, Func<T, bool> IsAsked, Func<T, StatementClause?> Clause)
    where T : StatementRequest
{
    /// <summary>Creates an option that is only a keyword.</summary>
    public static StatementOption<T> Flag(string keyword, Func<T, bool> isAsked) =>
        new(keyword, isAsked, _ => new StatementClause(keyword));

    /// <summary>
    /// Creates an option of a keyword and a text, which <paramref name="write"/> formats for the statement.
    /// </summary>
    public static StatementOption<T> Text(string term, Func<T, string?> value, Func<string, string> write, string? keyword = null) =>
        new(term, request => value(request) is not null, request => new StatementClause($"{keyword ?? term} {write(value(request)!)}"));

    /// <summary>Creates an option of a keyword and a whole number within bounds.</summary>
    public static StatementOption<T> Number(string term, Func<T, int?> value, int minimum, int maximum, string? keyword = null) =>
        new(
            term,
            request => value(request) is not null,
            request => new StatementClause($"{keyword ?? term} {Within(term, value(request)!.Value, minimum, maximum)}")
        );

    /// <summary>Creates an option of a keyword and an enumeration value, in upper case.</summary>
    public static StatementOption<T> Word(string term, Func<T, Enum?> value, string? keyword = null) =>
        new(term, request => value(request) is not null, request => new StatementClause($"{keyword ?? term} {Upper(value(request)!)}"));

    /// <summary>Creates an option without a clause, which only the rules use.</summary>
    public static StatementOption<T> Unwritten(string term, Func<T, bool> isAsked) => new(term, isAsked, static _ => null);

    static string Upper(Enum value) => value.ToString().ToUpperInvariant();

    static string Within(string term, int number, int minimum, int maximum) =>
        number >= minimum && number <= maximum
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw new InvalidCopyOptionException(
                $"{term} must be a number from {minimum.ToString(CultureInfo.InvariantCulture)} "
                    + $"to {maximum.ToString(CultureInfo.InvariantCulture)}."
            );
}
