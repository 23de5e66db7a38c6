using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Binding;

/// <summary>Resolves the directory of the state files of resumable uploads.</summary>
internal static class StateDirectory
{
    /// <param name="command">The command.</param>
    /// <param name="given">The parameter's value; null for the default directory.</param>
    /// <param name="end">Ends the command with an error.</param>
    /// <returns>An absolute path. The directory may not exist yet.</returns>
    public static string Resolve(PSCmdlet command, string? given, Action<ErrorRecord> end)
    {
        if (given is null)
        {
            if (UploadStateFile.DefaultDirectory is null)
                end(ErrorRecords.InvalidParameters("This user has no home directory. Specify -ResumeDirectory.", "ResumeDirectory"));
            return UploadStateFile.DefaultDirectory!;
        }
        try
        {
            return Path.GetFullPath(FileSystemPath.Resolve(command, given));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            end(ErrorRecords.Item(exception, given));
            throw;
        }
    }
}
