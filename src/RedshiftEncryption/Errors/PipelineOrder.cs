using System.Management.Automation;

namespace RedshiftEncryption.Errors;

/// <summary>Describes a record that does not name an object, and the command that is missing or comes too early.</summary>
internal static class PipelineOrder
{
    const string Deserialized = "Deserialized.";

    /// <summary>Returns a description that begins a sentence, with its article.</summary>
    public static string Describe(PSObject? record) =>
        TypeOf(record) switch
        {
            "" => "An input",
            "System.IO.FileInfo" => "A file",
            "System.IO.DirectoryInfo" => "A directory",
            "System.String" => "A string",
            "RedshiftEncryption.CopyManifest" => "A CopyManifest",
            "RedshiftEncryption.S3BatchManifest" => "An S3BatchManifest",
            "RedshiftEncryption.CopyStatement" => "A CopyStatement",
            "RedshiftEncryption.UnloadStatement" => "An UnloadStatement",
            "RedshiftEncryption.RootKey" => "A RootKey",
            _ => "A record",
        };

    /// <summary>Returns the remedy for a record's type; null if the type does not determine one.</summary>
    public static string? Remedy(PSObject? record) =>
        TypeOf(record) switch
        {
            "System.IO.FileInfo" or "System.IO.DirectoryInfo" or "System.String" =>
                "Put Send-EncryptedS3Object before this command, or replace the earlier command with Get-EncryptedS3Object.",
            "RedshiftEncryption.CopyManifest" => "Put this command before New-CopyManifest.",
            "RedshiftEncryption.S3BatchManifest" => "Put this command before New-S3BatchManifest.",
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
