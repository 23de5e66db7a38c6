using System.Management.Automation;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Binding;

/// <summary>Owns the keys that a cmdlet has read for a parameter. Only those are zeroed at the end, not those of the caller.</summary>
internal abstract class KeyParameter : IDisposable
{
    readonly List<IDisposable> owned = [];
    readonly HashSet<string> exposed = new(StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (var key in owned)
            key.Dispose();
    }

    /// <summary>Takes a key that was read. Each exposed file causes one warning, even if parameters specify it several times.</summary>
    protected void Own(PSCmdlet cmdlet, IDisposable key, KeyFileExposure? exposure)
    {
        owned.Add(key);
        if (exposure is not null && exposed.Add(exposure.Path))
            cmdlet.WriteWarning(VisibleText.Of(exposure.Message));
    }

    /// <summary>Returns whether an exception shows that a file cannot be read, or a value not be used any more.</summary>
    protected static bool IsUnreadable(Exception exception) =>
        exception
            is IOException
                or UnauthorizedAccessException
                or NotAFileSystemPathException
                or SessionStateException
                or ArgumentException
                or ObjectDisposedException;
}
