using RedshiftEncryption.Files;

namespace RedshiftEncryption.Tests.Files;

public sealed class ReparseTagTests
{
    /// <summary>From winnt.h. A directory of OneDrive has one of many cloud tags, and is not a link.</summary>
    [Theory]
    [InlineData(0xA0000003, true)] // IO_REPARSE_TAG_MOUNT_POINT: a junction or a volume.
    [InlineData(0xA000000C, true)] // IO_REPARSE_TAG_SYMLINK
    [InlineData(0xA000001D, true)] // IO_REPARSE_TAG_LX_SYMLINK, of Windows Subsystem for Linux.
    [InlineData(0u, true)] // Not reported, as on Wine.
    [InlineData(0x9000001A, false)] // IO_REPARSE_TAG_CLOUD
    [InlineData(0x9000701A, false)] // IO_REPARSE_TAG_CLOUD_7
    [InlineData(0x80000013, false)] // IO_REPARSE_TAG_DEDUP
    [InlineData(0x80000017, false)] // IO_REPARSE_TAG_WOF, of compressed system files.
    public void A_link_is_told_from_a_placeholder(uint tag, bool isLink) => Assert.Equal(isLink, ReparseTag.IsLink(tag));
}
