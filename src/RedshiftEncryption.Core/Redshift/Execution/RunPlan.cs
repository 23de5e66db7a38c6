using System.Globalization;
using System.Text;

namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Represents a run whose statements have been checked: they can be passed to the service.</summary>
internal sealed class RunPlan
{
    /// <summary>The longest name that the service accepts.</summary>
    const int MaximumNameLength = 500;

    readonly RunRequest request;
    readonly List<string> texts;

    RunPlan(RunRequest request, List<string> texts) => (this.request, this.texts) = (request, texts);

    /// <summary>Checks the statements of a run.</summary>
    /// <exception cref="InvalidRunException">
    /// A statement contains a secret or ends the transaction, or the statements are too many or too long.
    /// </exception>
    public static RunPlan Create(RunRequest request)
    {
        List<SqlStatement> statements =
        [
            .. request.Before.SelectMany(static sql => Split(sql, "-Before")),
            .. Split(request.Statement, "The statement"),
            .. request.ExpectedRows is { } rows ? SqlScript.Split(RowCountCheck.For(rows)) : [],
            .. request.After.SelectMany(static sql => Split(sql, "-After")),
        ];
        foreach (var statement in statements)
            RefuseSecret(statement);
        if (
            statements.Count > 1
            && statements.Select(StatementSafety.TransactionRefusal).FirstOrDefault(static why => why is not null) is { } why
        )
            throw new InvalidRunException(why);
        RefuseSize(statements);
        return new RunPlan(request, [.. statements.Select(static statement => statement.Text)]);
    }

    /// <summary>Makes the batch.</summary>
    /// <param name="manifestETag">The entity tag of the manifest that COPY reads; null if there is none.</param>
    public StatementBatch BatchFor(string? manifestETag) =>
        new(request.Target, texts, Name(request.RunName), RunToken.Of(request.Target, texts, manifestETag, request.RunName));

    static IReadOnlyList<SqlStatement> Split(string sql, string parameter)
    {
        try
        {
            return SqlScript.Split(sql);
        }
        catch (InvalidCopyOptionException exception)
        {
            throw new InvalidRunException($"{parameter} cannot be run: {exception.Message}", exception);
        }
    }

    static void RefuseSecret(SqlStatement statement)
    {
        if (StatementSafety.SecretIn(statement) is { } word)
            throw InvalidRunException.Secret(
                $"The {statement.Name} statement contains {word}. The Redshift Data API shows the text of each statement "
                    + "for 24 hours, and Redshift's system tables keep it longer."
            );
    }

    static void RefuseSize(List<SqlStatement> statements)
    {
        if (statements.Count > StatementBatch.MaximumCount)
            throw new InvalidRunException(
                string.Format(
                    CultureInfo.CurrentCulture,
                    "The run has {0} statements. The Redshift Data API accepts at most {1} in a transaction.",
                    statements.Count,
                    StatementBatch.MaximumCount
                )
            );
        var length = statements.Sum(static statement => Encoding.UTF8.GetByteCount(statement.Text));
        if (length > StatementBatch.MaximumLength)
            throw new InvalidRunException(
                string.Format(
                    CultureInfo.CurrentCulture,
                    "The statements have {0} bytes. The Redshift Data API accepts at most {1}.",
                    length,
                    StatementBatch.MaximumLength
                )
            );
    }

    static string Name(string? runName)
    {
        var name = runName is null ? "RedshiftEncryption" : $"RedshiftEncryption {runName}";
        return name.Length <= MaximumNameLength ? name : name.Substring(0, MaximumNameLength);
    }
}
