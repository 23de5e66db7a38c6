namespace RedshiftEncryption.Files;

/// <summary>Interprets the tag of a Windows reparse point, which a file system filter attaches to a file or directory.</summary>
internal static class ReparseTag
{
    /// <summary>From winnt.h: the bit of tags that mark another name of a file or directory.</summary>
    const uint NameSurrogate = 0x20000000;

    /// <summary>
    /// Returns whether a tag is of a link: a symbolic link, a junction, or the mount point of a volume. The placeholders of
    /// OneDrive and other reparse points are the files and directories themselves. A file system that does not report the tag
    /// may hide a link, which could lead in a circle.
    /// </summary>
    public static bool IsLink(uint tag) => tag == 0 || (tag & NameSurrogate) != 0;
}
