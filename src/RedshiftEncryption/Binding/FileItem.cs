using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// A file as Get-Item gives it, with the properties that PowerShell's provider adds. Not by the provider itself: it reads
/// some names that keys have, such as those with a backslash, as other paths.
/// </summary>
/// <param name="provider">The file system's.</param>
/// <param name="drive">The drive of the path that the file was reached by; null for none.</param>
internal sealed class FileItem(ProviderInfo provider, PSDriveInfo? drive)
{
    public PSObject At(string path)
    {
        var item = PSObject.AsPSObject(new FileInfo(path));
        Add(item, "PSPath", $"{provider}::{path}");
        Add(item, "PSParentPath", $"{provider}::{Path.GetDirectoryName(path)}");
        Add(item, "PSChildName", Path.GetFileName(path));
        if (drive is not null)
            Add(item, "PSDrive", drive);
        Add(item, "PSProvider", provider);
        Add(item, "PSIsContainer", value: false);
        return item;
    }

    public static void Add(PSObject item, string name, object? value) => item.Properties.Add(new PSNoteProperty(name, value));
}
