using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// A file as Get-Item gives it, with the properties that PowerShell's provider adds. Not by the provider itself: it reads
/// some names that keys have, such as those with a backslash, as other paths.
/// </summary>
/// <param name="cmdlet">Whose session has the provider.</param>
/// <param name="provider">The file system's.</param>
/// <param name="drive">The drive of the path that the file was reached by; null for none.</param>
internal sealed class FileItem(PSCmdlet cmdlet, ProviderInfo provider, PSDriveInfo? drive)
{
    /// <summary>Where the table of files finds mode, owner, group and size on Unix.</summary>
    const string UnixStatus = "UnixStat";

    static bool IsUnix => Path.DirectorySeparatorChar == '/';

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
        if (IsUnix)
            Add(item, UnixStatus, GivenStatus(path) ?? SizeOf(path));
        return item;
    }

    public static void Add(PSObject item, string name, object? value) => item.Properties.Add(new PSNoteProperty(name, value));

    /// <summary>As the provider makes it, whose type is PowerShell's own; null where it does not find the file.</summary>
    object? GivenStatus(string path)
    {
        try
        {
            return cmdlet
                .InvokeProvider.Item.Get([path], force: true, literalPath: true)
                .FirstOrDefault(found => found.BaseObject is FileInfo file && string.Equals(file.FullName, path, StringComparison.Ordinal))
                ?.Properties[UnixStatus]
                ?.Value;
        }
        catch (RuntimeException)
        {
            // A name that it reads as another path.
            return null;
        }
    }

    static PSObject SizeOf(string path)
    {
        var status = new PSObject();
        Add(status, "Size", new FileInfo(path).Length);
        return status;
    }
}
