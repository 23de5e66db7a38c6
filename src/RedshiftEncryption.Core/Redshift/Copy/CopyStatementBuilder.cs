using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Copy;

/// <summary>Builds COPY from S3: one clause per line, keywords in upper case, in the order of the documentation.</summary>
internal static class CopyStatementBuilder
{
    /// <exception cref="InvalidCopyOptionException">Redshift would reject the statement, or a value could escape from its
    /// literal.</exception>
    public static CopyStatement Build(CopyRequest request) =>
        new(
            request,
            [
                new StatementClause($"COPY {SqlIdentifier.Table(request.Table)}{ColumnList(request.Columns)}"),
                new StatementClause($"FROM {SqlLiteral.Quote(StatementUri.Of(request.Source.Uri))}"),
                .. CopyGrammar.Clauses(request),
            ]
        );

    static string ColumnList(IReadOnlyList<string> columns) =>
        columns.Count == 0 ? "" : $" ({string.Join(", ", columns.Select(SqlIdentifier.Column))})";
}
