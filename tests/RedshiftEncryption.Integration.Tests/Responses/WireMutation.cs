using System.Text;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>Represents one way in which a response is not valid HTTP, or not complete.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Change">Changes the response's bytes.</param>
internal sealed record WireMutation(string Name, Func<byte[], Random, byte[]> Change)
{
    static readonly string[] Heads =
    [
        "HTTP/1.1 ",
        "HTTP/9.9 200 OK\r\n",
        "HTTP/1.1 999999 x\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u0016\u0003\u0001",
        "\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n",
        "HTTP/1.1 200 OK\r\nx\r\n",
    ];
    static readonly string[] Lengths = ["-1", "x", "99999999999999999999", "5, 5", "5\r\nContent-Length: 7", ""];
    static readonly string[] Chunks = ["", "zz\r\n", "ffffffffffffffff\r\n", "5\r\nabc", "3\r\nabcdef\r\n0\r\n\r\n", "-1\r\n"];

    /// <summary>Whether the connection is closed after it.</summary>
    public bool Closes { get; private init; } = true;

    /// <summary>Whether it is reset after it.</summary>
    public bool Resets { get; private init; }

    static WireMutation[] All { get; } =
    [
        new("nothing", static (_, _) => []),
        new("reset in its midst", static (wire, random) => wire[..random.Next(wire.Length)]) { Resets = true },
        new("closed in its midst", static (wire, random) => wire[..random.Next(wire.Length)]),
        new("head that is none", static (wire, random) => [.. Encoding.Latin1.GetBytes(Pick(Heads, random)), .. wire]),
        new("length", static (wire, random) => Edit(wire, @"Content-Length: \d+", $"Content-Length: {Pick(Lengths, random)}")),
        new("length too large", static (wire, _) => Edit(wire, @"Content-Length: (?=\d)", "Content-Length: 1")),
        new(
            "chunks",
            static (wire, random) =>
                [
                    .. Edit(wire, @"Content-Length: \d+", "Transfer-Encoding: chunked")[..(EndOfHead(wire) - 4)],
                    .. "\r\n\r\n"u8,
                    .. Encoding.ASCII.GetBytes(Pick(Chunks, random)),
                ]
        ),
        new("long head", static (wire, _) => Edit(wire, "\r\n", "\r\nX-Long: " + new string('x', 100_000) + "\r\n")),
        new(
            "continuations before it",
            static (wire, random) =>
                [
                    .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", random.Next(1, 30)))),
                    .. wire,
                ]
        )
        {
            Closes = false,
        },
        new("more than was asked for", static (wire, _) => [.. wire, .. "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: \"x\"\r\n\r\n"u8])
        {
            Closes = false,
        },
        new(
            "any bytes",
            static (wire, random) =>
            {
                random.NextBytes(wire.AsSpan(0, Math.Min(wire.Length, random.Next(1, 40))));
                return wire;
            }
        ),
    ];

    public static WireMutation Choose(Random random) => Pick(All, random);

    static int EndOfHead(byte[] wire) => wire.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

    static byte[] Edit(byte[] wire, string pattern, string replacement)
    {
        var end = EndOfHead(wire);
        var head = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(
            Encoding.UTF8.GetString(wire, 0, end),
            replacement,
            1
        );
        return [.. Encoding.UTF8.GetBytes(head), .. wire[end..]];
    }

    static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];
}
