using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Storage;

public sealed class ObjectKeyTests
{
    [Fact]
    public void Keys_have_1_to_1024_bytes_of_unicode()
    {
        Assert.Equal(1024, ObjectKey.Checked(new string('x', 1024)).Length);
        Assert.Throws<InvalidKeyException>(() => ObjectKey.Checked(new string('x', 1025)));
        Assert.Throws<InvalidKeyException>(() => ObjectKey.Checked(new string('ä', 513)));
        Assert.Throws<InvalidKeyException>(() => ObjectKey.Checked(""));
        Assert.Throws<InvalidKeyException>(() => ObjectKey.Checked("x\ud800"));
        Assert.Throws<InvalidKeyException>(() => ObjectKey.Checked("/x"));
    }

    [Fact]
    public void S3_can_have_a_key_that_begins_with_a_slash() => Assert.Null(Record.Exception(static () => ObjectKey.Validate("/x")));
}
