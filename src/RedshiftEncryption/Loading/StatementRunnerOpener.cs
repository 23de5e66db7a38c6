using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Opens the Redshift Data API. It refers to the AWS assembly only inside a method body: see <see cref="ObjectStoreOpener"/>.
/// </summary>
internal static class StatementRunnerOpener
{
    public static Task<IStatementRunner> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken) =>
        Aws.RedshiftData.RedshiftDataRunner.OpenAsync(request, cancellationToken);
}
