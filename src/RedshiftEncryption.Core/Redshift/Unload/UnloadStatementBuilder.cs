using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Unload;

/// <summary>Builds UNLOAD: one clause per line, keywords in upper case, in the order of the documentation.</summary>
internal static class UnloadStatementBuilder
{
    /// <exception cref="InvalidCopyOptionException">Redshift would reject the statement, or a value could escape from its
    /// literal.</exception>
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
