using System.Management.Automation;

namespace RedshiftEncryption.Errors;

/// <summary>What a record that names no object is, and which command is missing before, or comes too early.</summary>
internal static class PipelineOrder
{
    const string Deserialized = "Deserialized.";

    /// <summary>With an article, to begin a sentence.</summary>
    public static string Describe(PSObject? record) =>
        TypeOf(record) switch
        {
            "" => "An input",
            "System.IO.FileInfo" => "A file",
            "System.IO.DirectoryInfo" => "A directory",
            "System.String" => "A string",
            "RedshiftEncryption.CopyManifest" => "A CopyManifest",
            "RedshiftEncryption.CopyStatement" => "A CopyStatement",
            "RedshiftEncryption.UnloadStatement" => "An UnloadStatement",
            "RedshiftEncryption.RootKey" => "A RootKey",
            _ => "A record",
        };

    /// <summary>Null where the record's type tells nothing.</summary>
    public static string? Remedy(PSObject? record) =>
        TypeOf(record) switch
        {
            "System.IO.FileInfo" or "System.IO.DirectoryInfo" or "System.String" =>
                "Put Send-EncryptedS3Object before this command, or replace the earlier command with Get-EncryptedS3Object.",
            "RedshiftEncryption.CopyManifest" => "Put this command before New-CopyManifest.",
            "RedshiftEncryption.CopyStatement" => "Put this command before Get-CopyStatement.",
            "RedshiftEncryption.UnloadStatement" => "Run the statement, and then put Get-EncryptedS3Object before this command.",
            "RedshiftEncryption.RootKey" => "Specify the key with -RootKey.",
            _ => null,
        };

    static string TypeOf(PSObject? record)
    {
        if (record is not { TypeNames: { Count: > 0 } names })
            return "";
        return names[0].StartsWith(Deserialized, StringComparison.Ordinal) ? names[0].Substring(Deserialized.Length) : names[0];
    }
}
