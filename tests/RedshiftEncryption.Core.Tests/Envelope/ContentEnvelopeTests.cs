using RedshiftEncryption.Envelope;

namespace RedshiftEncryption.Tests.Envelope;

public sealed class ContentEnvelopeTests
{
    static ContentEnvelope Envelope(long? stated, ContentCipher? cipher = null) =>
        new(new byte[48], new byte[16], stated, KeyWrapAlgorithm.Ecb, cipher);

    /// <summary>Every plaintext's length up to three blocks against every content's up to five.</summary>
    [Fact]
    public void Only_the_content_that_a_stated_plaintext_becomes_is_whole()
    {
        for (var plaintext = 0; plaintext < 48; plaintext++)
        {
            for (var content = 0; content <= 80; content++)
            {
                var cbc = content == (plaintext / 16 + 1) * 16;
                var gcm = content == plaintext + 16;
                Assert.Equal(cbc, Envelope(plaintext).LengthObstacle(content) is null);
                Assert.Equal(cbc ? plaintext : null, Envelope(plaintext).PlaintextLength(content));
                Assert.Equal(cbc, Envelope(stated: null).IsPossiblePlaintext(plaintext, content));
                Assert.Equal(gcm, Envelope(plaintext, ContentCipher.Gcm).LengthObstacle(content) is null);
                Assert.Equal(gcm ? plaintext : null, Envelope(plaintext, ContentCipher.Gcm).PlaintextLength(content));
                Assert.Equal(gcm, Envelope(stated: null, ContentCipher.Gcm).IsPossiblePlaintext(plaintext, content));
            }
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 16)]
    public void A_stated_length_beyond_all_contents_is_no_overflow(long stated)
    {
        Assert.NotNull(Envelope(stated).LengthObstacle(32));
        Assert.NotNull(Envelope(stated, ContentCipher.Gcm).LengthObstacle(32));
    }

    [Fact]
    public void Without_a_stated_length_only_the_cipher_s_own_rule_holds()
    {
        Assert.Null(Envelope(stated: null).LengthObstacle(32));
        Assert.NotNull(Envelope(stated: null).LengthObstacle(33));
        Assert.NotNull(Envelope(stated: null, ContentCipher.Gcm).LengthObstacle(15));
    }
}
