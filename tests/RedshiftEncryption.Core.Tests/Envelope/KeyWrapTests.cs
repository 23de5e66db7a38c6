using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Envelope;

public sealed class KeyWrapTests
{
    [Fact]
    public void A_wrapped_key_has_48_bytes_and_opens_again()
    {
        using var rootKey = RootKey.Create();
        using var dataKey = DataKey.Create();
        var wrapped = KeyWrap.Wrap(rootKey, dataKey);
        Assert.Equal(48, wrapped.Length);
        using var opened = KeyWrap.Unwrap(rootKey, wrapped);
        Assert.Equal(dataKey.Secret.Array, opened!.Secret.Array);
    }

    [Fact]
    public void It_is_aes_256_ecb_with_pkcs7_padding()
    {
        using var rootKey = RootKey.Create();
        using var dataKey = DataKey.Create();
        using var aes = Aes.Create();
        aes.Key = rootKey.Secret.Array;
        Assert.Equal(aes.EncryptEcb(dataKey.Secret.Array, PaddingMode.PKCS7), KeyWrap.Wrap(rootKey, dataKey));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public void Shorter_data_keys_of_other_writers_are_read(int length)
    {
        using var rootKey = RootKey.Create();
        using var dataKey = new DataKey(SecretBytes.Random(length));
        using var opened = KeyWrap.Unwrap(rootKey, KeyWrap.Wrap(rootKey, dataKey));
        Assert.Equal(dataKey.Secret.Array, opened!.Secret.Array);
    }

    [Fact]
    public void No_wrong_root_key_opens_it_even_where_some_padding_looks_right()
    {
        using var rootKey = RootKey.Create();
        using var dataKey = DataKey.Create();
        var wrapped = KeyWrap.Wrap(rootKey, dataKey);
        var valid = 0;
        using var aes = Aes.Create();
        for (var i = 0; i < 5_000; i++)
        {
            using var wrong = RootKey.Create();
            Assert.Null(KeyWrap.Unwrap(wrong, wrapped));
            aes.Key = wrong.Secret.Array;
            if (CbcDecryptor.TryGetPaddingLength(aes.DecryptEcb(wrapped, PaddingMode.None).AsSpan(32), out _))
                valid++;
        }
        // About one in 255: the trial is worth something only if the padding alone would have been fooled.
        Assert.InRange(valid, 1, 60);
    }

    [Fact]
    public void The_last_block_is_the_same_for_every_object_under_one_root_key()
    {
        using var rootKey = RootKey.Create();
        using var one = DataKey.Create();
        using var other = DataKey.Create();
        Assert.Equal(KeyWrap.Wrap(rootKey, one)[32..], KeyWrap.Wrap(rootKey, other)[32..]);
        Assert.NotEqual(KeyWrap.Wrap(rootKey, one)[..32], KeyWrap.Wrap(rootKey, other)[..32]);
    }
}
