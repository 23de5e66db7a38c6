using System.Globalization;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>One option in the table of a statement's options: when it is asked for, and the clause that says it.</summary>
/// <param name="Term">What the rules call it: Redshift's keyword, or a parameter that has no clause of its own.</param>
/// <param name="IsAsked">Whether the request holds it.</param>
/// <param name="Clause">Its clause; null where it has none. Only called where it is asked for.</param>
internal sealed record StatementOption<T>(string Term, Func<T, bool> IsAsked, Func<T, StatementClause?> Clause)
    where T : StatementRequest
{
    /// <summary>A keyword alone.</summary>
    public static StatementOption<T> Flag(string keyword, Func<T, bool> isAsked) =>
        new(keyword, isAsked, _ => new StatementClause(keyword));

    /// <summary>A keyword and a text, which <paramref name="write"/> makes ready for the statement.</summary>
    public static StatementOption<T> Text(string term, Func<T, string?> value, Func<string, string> write, string? keyword = null) =>
        new(term, request => value(request) is not null, request => new StatementClause($"{keyword ?? term} {write(value(request)!)}"));

    /// <summary>A keyword and a whole number within bounds.</summary>
    public static StatementOption<T> Number(string term, Func<T, int?> value, int minimum, int maximum, string? keyword = null) =>
        new(
            term,
            request => value(request) is not null,
            request => new StatementClause($"{keyword ?? term} {Within(term, value(request)!.Value, minimum, maximum)}")
        );

    /// <summary>A keyword and another in upper case.</summary>
    public static StatementOption<T> Word(string term, Func<T, Enum?> value, string? keyword = null) =>
        new(term, request => value(request) is not null, request => new StatementClause($"{keyword ?? term} {Upper(value(request)!)}"));

    /// <summary>What has no clause of its own, for the rules.</summary>
    public static StatementOption<T> Unwritten(string term, Func<T, bool> isAsked) => new(term, isAsked, static _ => null);

    static string Upper(Enum value) => value.ToString().ToUpperInvariant();

    static string Within(string term, int number, int minimum, int maximum) =>
        number >= minimum && number <= maximum
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw new InvalidCopyOptionException(
                $"{term} takes a number from {minimum.ToString(CultureInfo.InvariantCulture)} to {maximum.ToString(CultureInfo.InvariantCulture)}."
            );
}
