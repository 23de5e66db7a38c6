namespace RedshiftEncryption.Keys;

/// <summary>That others than its owner can read a key file, or that it is somebody else's.</summary>
/// <param name="Path">The key file.</param>
/// <param name="Finding">Who can read it and where that is written, to follow the file's name.</param>
/// <param name="Remedy">The command that mends it, as PowerShell takes it.</param>
internal sealed record KeyFileExposure(string Path, string Finding, string Remedy)
{
    public string Message =>
        $"The key file '{Path}' {Finding}. Whoever has read it opens every object under the key. To mend it, run: {Remedy}";
}
