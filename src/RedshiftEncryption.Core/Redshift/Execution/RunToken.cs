using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Execution;

/// <summary>
/// Calculates the client token of a run: the same for the same statements, database and manifest, so that a run that is
/// started twice loads once.
/// </summary>
internal static class RunToken
{
    /// <param name="target">The database.</param>
    /// <param name="statements">The statements, in order.</param>
    /// <param name="manifestETag">The entity tag of the manifest; null if there is none.</param>
    /// <param name="runName">The user's name for the run; null for none.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(RedshiftTarget target, IReadOnlyList<string> statements, string? manifestETag, string? runName)
    {
        using var content = new MemoryStream();
        string?[] facts =
        [
            target.Database,
            target.WorkgroupName,
            target.ClusterIdentifier,
            target.DbUser,
            target.SecretArn,
            manifestETag,
            runName,
            .. statements,
        ];
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            foreach (var fact in facts)
            {
                writer.Write(fact is not null);
                // With its length, so that no two lists of facts have the same bytes.
                writer.Write(fact ?? "");
            }
        }
        return Hexadecimal.Of(SHA256.HashData(content.ToArray()));
    }
}
