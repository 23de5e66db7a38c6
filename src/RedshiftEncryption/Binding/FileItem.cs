using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Creates a file object as Get-Item returns it, with the properties that PowerShell's provider adds. The provider itself
/// cannot do this: it interprets some names of keys, such as those with a backslash, as other paths.
/// </summary>
/// <param name="cmdlet">The cmdlet whose session has the provider.</param>
/// <param name="provider">The file system provider.</param>
/// <param name="drive">The drive of the path of the file; null for none.</param>
internal sealed class FileItem(PSCmdlet cmdlet, ProviderInfo provider, PSDriveInfo? drive)
{
    /// <summary>The property from which the view of files reads mode, owner, group and size on Unix.</summary>
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

    /// <summary>Returns the status from the provider, whose type is internal to PowerShell. Null if the file is not found.</summary>
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
            // A name that the provider interprets as another path.
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
