using System.Text;
using CsCheck;
using RedshiftEncryption.Integrity;

namespace RedshiftEncryption.Tests.Integrity;

public sealed class Crc32CTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    public void Known_values(string text, uint crc) => Assert.Equal(crc, Crc32C.Append(0, Encoding.ASCII.GetBytes(text)));

    /// <summary>RFC 3720, B.4.</summary>
    [Fact]
    public void Values_of_the_iscsi_standard()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Append(0, new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Append(0, Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Append(0, Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray()));
    }

    [Fact]
    public void Formatted_most_significant_byte_first() => Assert.Equal("4waSgw==", Crc32C.Format(0xE3069283u));

    [Fact]
    public void Pieces_and_combinations_are_the_whole() =>
        Gen
            .Byte.Array[0, 300]
            .Select(Gen.Byte.Array[0, 300])
            .Sample(
                static (first, second) =>
                {
                    var whole = Crc32C.Append(0, [.. first, .. second]);
                    return Crc32C.Append(Crc32C.Append(0, first), second) == whole
                        && Crc32C.Combine(Crc32C.Append(0, first), Crc32C.Append(0, second), second.Length) == whole;
                }
            );
}
