namespace RedshiftEncryption.Keys;

/// <summary>Describes that accounts other than its owner can read a key file, or that it belongs to another user.</summary>
/// <param name="Path">The key file.</param>
/// <param name="Finding">Who can read it, as the rest of a sentence after the file's name.</param>
/// <param name="Remedy">The PowerShell command that fixes it.</param>
internal sealed record KeyFileExposure(string Path, string Finding, string Remedy)
{
    public string Message =>
        $"The key file '{Path}' {Finding}. Anyone who has read it can decrypt every object under the key. To "
        + $"fix the permissions, run: {Remedy}";
}
