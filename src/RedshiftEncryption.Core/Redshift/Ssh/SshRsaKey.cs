using System.Buffers.Binary;
using System.Text;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Checks an RSA public key of SSH: the strings <c>ssh-rsa</c>, exponent and modulus, each after its length.</summary>
/// <remarks>From RFC 4253, section 6.6, and RFC 4251, section 5.</remarks>
internal static class SshRsaKey
{
    public const string Algorithm = "ssh-rsa";

    /// <summary>OpenSSH's own limits are 1024 and 16384; shorter keys than 2048 bits no longer identify a host.</summary>
    const int MinimumBits = 2048;

    const int MaximumBits = 16384;

    /// <summary>Returns the key in canonical base64.</summary>
    /// <param name="base64">The second word of a line.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="line">The line, for messages.</param>
    /// <exception cref="InvalidSshHostKeyException">It is not an RSA key of a sufficient length.</exception>
    public static string Check(string base64, string path, int line)
    {
        byte[] blob;
        try
        {
            blob = Convert.FromBase64String(base64);
        }
        catch (FormatException exception)
        {
            throw Invalid(path, line, "it is not base64", exception);
        }
        ReadOnlySpan<byte> rest = blob;
        if (
            !TryTake(ref rest, out var algorithm)
            || !TryTake(ref rest, out var exponent)
            || !TryTake(ref rest, out var modulus)
            || !rest.IsEmpty
        )
            throw Invalid(path, line, "it is truncated, or does not consist of an exponent and a modulus");
        if (!algorithm.SequenceEqual(Encoding.ASCII.GetBytes(Algorithm)))
            throw Invalid(path, line, "the key is of another algorithm than its line says");
        if (!IsPositiveOdd(exponent) || BitsOf(exponent) < 2 || !IsPositiveOdd(modulus))
            throw Invalid(path, line, "its exponent and modulus are not those of RSA");
        return BitsOf(modulus) switch
        {
            < MinimumBits and var bits => throw Invalid(path, line, $"it has {bits} bits, and at least {MinimumBits} are required"),
            > MaximumBits and var bits => throw Invalid(path, line, $"it has {bits} bits, more than {MaximumBits}"),
            _ => Convert.ToBase64String(blob),
        };
    }

    static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (rest.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > rest.Length - sizeof(uint))
            return false;
        taken = rest.Slice(sizeof(uint), (int)length);
        rest = rest.Slice(sizeof(uint) + (int)length);
        return true;
    }

    /// <summary>Returns whether a number is positive, without superfluous zeros before it, and odd.</summary>
    static bool IsPositiveOdd(ReadOnlySpan<byte> number) =>
        number.Length > 0
        && number[0] < 0x80
        && (number[0] != 0 || (number.Length > 1 && number[1] >= 0x80))
        && number[number.Length - 1] % 2 == 1;

    static int BitsOf(ReadOnlySpan<byte> number)
    {
        var digits = number[0] == 0 ? number.Slice(1) : number;
        var bits = digits.Length * 8;
        for (var first = (int)digits[0]; first < 0x80; first <<= 1)
            bits--;
        return bits;
    }

    static InvalidSshHostKeyException Invalid(string path, int line, string reason, Exception? inner = null) =>
        new($"Line {line} of '{path}' is not a usable RSA host key: {reason}.", inner!);
}
