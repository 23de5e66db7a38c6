using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Unload;

/// <summary>Writes UNLOAD: one clause a line, keywords in upper case, in the documentation's order.</summary>
internal static class UnloadStatementBuilder
{
    /// <exception cref="InvalidCopyOptionException">Redshift would refuse the statement, or a part of it could break out of
    /// its place.</exception>
    public static UnloadStatement Build(UnloadRequest request) =>
        new(
            request,
            [
                new StatementClause($"UNLOAD ({SqlLiteral.Quote(request.Query)})") { HasLines = true },
                new StatementClause($"TO {SqlLiteral.Quote(StatementUri.Of(request.Destination))}"),
                .. UnloadGrammar.Clauses(request),
            ]
        );
}
