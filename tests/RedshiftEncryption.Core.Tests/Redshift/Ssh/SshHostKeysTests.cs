using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Redshift.Ssh;

namespace RedshiftEncryption.Tests.Redshift.Ssh;

public sealed class SshHostKeysTests
{
    const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIpbzmkF3uKYVqXVYRyHXlvRDVOIu4vuQTbTdTDKW4wW root@h";

    static readonly Lazy<string> First = new(() => Key(2048));
    static readonly Lazy<string> Second = new(() => Key(2048));

    public static string FirstLine => $"ssh-rsa {First.Value}";

    /// <summary>The base64 part of a .pub file, written from RFC 4253.</summary>
    static string Key(int bits, string algorithm = "ssh-rsa", byte[]? after = null)
    {
        using var rsa = RSA.Create(bits);
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        return Convert.ToBase64String([
            .. Part(Encoding.ASCII.GetBytes(algorithm)),
            .. Part(parameters.Exponent!),
            .. Part([0, .. parameters.Modulus!]),
            .. after ?? [],
        ]);
    }

    static byte[] Part(byte[] bytes) => [0, 0, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    static IReadOnlyList<string> Find(string hosts, params string[] files) =>
        SshHostKeys.Find(hosts.Split(','), [.. files.Select(static (text, i) => ($"file{i}", text))]);

    static void AssertRefused(string says, string hosts, params string[] files)
    {
        var exception = Assert.Throws<InvalidSshHostKeyException>(() => Find(hosts, files));
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_base64_part_of_a_pub_file_is_cut_out()
    {
        Assert.Equal([First.Value], Find("h", $"ssh-rsa {First.Value} root@h\n"));
        Assert.Equal([First.Value], Find("h", $"# comment\r\n\r\nssh-rsa   {First.Value}\r\n"));
        Assert.Equal([First.Value], Find("h", $"{Ed25519}\nssh-rsa {First.Value} root@h\n"));
    }

    [Fact]
    public void Several_hosts_have_a_file_each_or_a_line_each()
    {
        var (first, second) = ($"ssh-rsa {First.Value} a\n", $"ssh-rsa {Second.Value} b\n");
        Assert.Equal([First.Value, Second.Value], Find("a,b", first, second));
        Assert.Equal([First.Value, Second.Value], Find("a,b", first + second));
        AssertRefused("2 host key files were specified for 3 hosts", "a,b,c", first, second);
        AssertRefused("contains 2 RSA keys for 3 hosts", "a,b,c", first + second);
    }

    [Fact]
    public void Lines_of_known_hosts_are_found_by_name_at_port_22()
    {
        var known = $"b,10.0.0.2 ssh-rsa {Second.Value}\n[a]:22 ssh-rsa {First.Value}\na {Ed25519}\n[c]:2222 ssh-rsa {First.Value}\n";
        Assert.Equal([First.Value, Second.Value, Second.Value], Find("A,b,10.0.0.2", known));
        AssertRefused("contains no line for c at port 22", "c", known);
        AssertRefused("several RSA keys for a", "a", $"{known}a ssh-rsa {Second.Value}\n");
        AssertRefused("is marked @revoked", "b", $"@revoked b ssh-rsa {Second.Value}\n");
        AssertRefused("host names are hashed", "b", $"|1|c2FsdA==|aGFzaA== ssh-rsa {Second.Value}\n");
    }

    [Fact]
    public void Other_algorithms_certificates_and_private_keys_are_refused()
    {
        AssertRefused("has the key ssh-ed25519, but Redshift identifies hosts only by RSA keys", "h", Ed25519);
        AssertRefused("a certificate is not a key", "h", $"ssh-rsa-cert-v01@openssh.com {First.Value}");
        AssertRefused("is a private key", "h", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n");
        AssertRefused("not in OpenSSH's form", "h", "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n");
        AssertRefused("contains no public key", "h", "ssh-rsa");
    }

    [Fact]
    public void A_key_that_is_damaged_short_or_of_another_algorithm_is_refused()
    {
        AssertRefused("is not base64", "h", "ssh-rsa AAAA*");
        AssertRefused("it is truncated", "h", $"ssh-rsa {First.Value[..^8]}");
        AssertRefused("it is truncated", "h", $"ssh-rsa {Key(2048, after: [0])}");
        AssertRefused("of another algorithm", "h", $"ssh-rsa {Key(2048, "ssh-dss")}");
        AssertRefused("it has 1024 bits, and at least 2048", "h", $"ssh-rsa {Key(1024)}");
        AssertRefused(
            "not those of RSA",
            "h",
            $"ssh-rsa {Convert.ToBase64String([.. Part("ssh-rsa"u8.ToArray()), .. Part([3]), .. Part(new byte[257])])}"
        );
    }

    [Fact]
    public void The_key_of_ssh_keygen_is_accepted()
    {
        // From ssh-keygen -t rsa -b 3072 of OpenSSH 9.2.
        const string Known =
            "AAAAB3NzaC1yc2EAAAADAQABAAABgQCYlRDCuij1V73XYyZ+9sxlb7ZpKpW06VjMHpQRE6NgRkIY0XCfNAvma78CoQDzX5XtnVimYJXMgywY72"
            + "gzowQbK5jYbUO+g1aWhztbd0ELPYzYv/Dso5Voy9S/N+M/sdtN72JjkhCT7Zaz5n9BwGDw3dR4rJVcRzadrxSllw7mUqRdN4ULApjgeOAG922+"
            + "199Hj76laV3J0OpWFib734VswmdI6/qkLuqV6Z+fntJ/eO+gWGU9DUVrjBVY7AN75FCf3g7xsBDdNZt2rGj2QIfWaRT9GiQMdFzSLLvD1z45p9"
            + "VLJ+GEa3Za21sbUDAOp4LOKenrPHv5TBxlhzK3RzhlhKM0OPit0MFnPtT0ztcl6q0vZoTG1B1NOhLmWK0EZjPi3HtWsDsMeCTuZuCAw6GZeEqC"
            + "1651El6MeX8EzxeHwtyfpTp3couBKCjeBBNAAdmAl/ztb+yWdYr9MIRYzeDy8py9m8vojCDkz2TwUeGxQnHXqvXcLwF1xErW1PLoNPc=";
        var bytes = Convert.FromBase64String(Find("h", $"ssh-rsa {Known}")[0]);
        Assert.Equal(407, bytes.Length);
    }
}
