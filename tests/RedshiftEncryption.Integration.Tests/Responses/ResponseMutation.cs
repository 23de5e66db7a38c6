using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>One way in which a response is not what S3 sent.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Kind">What it may lead to.</param>
/// <param name="Change">Changes the reply, or throws in its place.</param>
internal sealed partial record ResponseMutation(string Name, MutationKind Kind, Action<ScriptedReply, Random> Change)
{
    static readonly int[] Statuses =
    [
        200,
        201,
        202,
        204,
        206,
        300,
        301,
        302,
        303,
        304,
        307,
        308,
        400,
        401,
        403,
        404,
        405,
        409,
        411,
        412,
        416,
        418,
        429,
        500,
        501,
        502,
        503,
        504,
    ];
    static readonly string[] Dropped =
    [
        "ETag",
        "Last-Modified",
        "Content-Range",
        "Content-Type",
        "x-amz-server-side-encryption",
        "x-amz-request-id",
    ];
    static readonly string[] ETags =
    [
        "",
        "\"\"",
        "x",
        "\"x\"",
        "W/\"x\"",
        "W/",
        "\"",
        "\"00112233445566778899aabbccddeeff\"",
        "zz112233445566778899aabbccddeeff",
        "\"a-b-c\"",
        "\u00ff\u20ac",
        "{0}",
    ];
    static readonly string[] Ranges =
    [
        "bytes */10",
        "bytes 0-15/*",
        "bytes 16-31/32",
        "bytes 0-0/1",
        "bytes 5-3/9",
        "bytes -1-5/9",
        "bytes 0-99999999999999999999/5",
        "items 0-1/2",
        "bytes 0-15",
        "",
        "\u0661",
    ];
    static readonly string[] Dates = ["", "yesterday", "Thu, 99 Foo 2026 10:00:00 GMT", "2026-11-27T10:00:00Z", "-1", "99999999999999"];
    static readonly string[] Locations =
    [
        "https://127.0.0.1/",
        "http://s3.us-east-1.amazonaws.com.example.org/b",
        "//x",
        "::",
        "http://[",
        "/elsewhere",
        "",
    ];
    static readonly string[] Pages =
    [
        "<!DOCTYPE html><html><body>Hello & welcome</body></html>",
        "<html><body><p>Hello</p></body></html>",
        "{\"a\":1}",
        "",
        " ",
        "<",
        "<a",
        "<Error><Code>InternalError</Code></Error>",
        "<?xml version=\"1.0\"?><Error/>",
        "\0\u0001\u0002",
        "<ListBucketResult/>",
        "<x xmlns=\"y\"><IsTruncated>maybe</IsTruncated></x>",
    ];

    /// <summary>How often the reply is put off.</summary>
    public int Delays { get; private init; }

    Random Random { get; init; } = new(0);

    static IReadOnlyList<ResponseMutation> All { get; } =
    [
        new("status", MutationKind.Protocol, static (reply, random) => reply.Status = Pick(Statuses, random)),
        new(
            "redirect",
            MutationKind.Protocol,
            static (reply, random) =>
                (reply.Status, reply.Headers["Location"]) = (Pick([300, 301, 302, 303, 307, 308], random), Pick(Locations, random))
        ),
        new("header dropped", MutationKind.Protocol, static (reply, random) => reply.Headers.Remove(Pick(Dropped, random))),
        new(
            "two headers dropped",
            MutationKind.Protocol,
            static (reply, _) => Array.ForEach(["ETag", "Last-Modified"], name => reply.Headers.Remove(name))
        ),
        new(
            "entity tag",
            MutationKind.Protocol,
            static (reply, random) =>
                reply.Headers["ETag"] = string.Format(CultureInfo.InvariantCulture, Pick(ETags, random), random.Next())
        ),
        new(
            "weak entity tag",
            MutationKind.Protocol,
            static (reply, _) => reply.Headers["ETag"] = "W/" + reply.Headers.GetValueOrDefault("ETag", "\"x\"")
        ),
        new("content range", MutationKind.Protocol, static (reply, random) => reply.Headers["Content-Range"] = Pick(Ranges, random)),
        new(
            "date",
            MutationKind.Protocol,
            static (reply, random) => reply.Headers[random.Next(2) == 0 ? "Last-Modified" : "Expires"] = Pick(Dates, random)
        ),
        new(
            "number",
            MutationKind.Protocol,
            static (reply, random) =>
                reply.Headers[
                    Pick(
                        [
                            "x-amz-tagging-count",
                            "x-amz-missing-meta",
                            "x-amz-mp-parts-count",
                            "x-amz-restore",
                            "x-amz-server-side-encryption-bucket-key-enabled",
                            "x-amz-expiration",
                        ],
                        random
                    )
                ] = Pick(["", "x", "-1", "99999999999999999999"], random)
        ),
        new("no length", MutationKind.Protocol, static (reply, _) => reply.HasLength = false),
        new(
            "shorter",
            MutationKind.Protocol,
            static (reply, random) => reply.Body = reply.Body[..random.Next(Math.Max(1, reply.Body.Length))]
        ),
        new(
            "shorter without length",
            MutationKind.Protocol,
            static (reply, random) => (reply.Body, reply.HasLength) = (reply.Body[..random.Next(Math.Max(1, reply.Body.Length))], false)
        ),
        new(
            "longer",
            MutationKind.Protocol,
            static (reply, random) =>
                (reply.Body, reply.HasLength) = ([.. reply.Body, .. new byte[random.Next(1, 40)]], random.Next(2) == 0)
        ),
        new(
            "broken off",
            MutationKind.Protocol,
            static (reply, random) =>
                (reply.Body, reply.Break, reply.HasLength) = (
                    reply.Body[..random.Next(Math.Max(1, reply.Body.Length))],
                    Failure(random),
                    false
                )
        ),
        new(
            "whole object in place of a range",
            MutationKind.Protocol,
            static (reply, _) => reply.Status = reply.Headers.Remove("Content-Range") ? 200 : reply.Status
        ),
        new("page", MutationKind.Protocol, static (reply, random) => Page(reply, random)),
        new(
            "document cut",
            MutationKind.Document,
            static (reply, random) => reply.Body = reply.Body[..random.Next(Math.Max(1, reply.Body.Length))]
        ),
        new(
            "document element dropped",
            MutationKind.Document,
            static (reply, random) => Edit(reply, random, "(<(IsTruncated|NextContinuationToken|Size|ETag|UploadId)>[^<]*</\\2>)", "")
        ),
        new(
            "document value",
            MutationKind.Document,
            static (reply, random) =>
                Edit(
                    reply,
                    random,
                    "(?<=<(IsTruncated|Size|LastModified|ETag)>)([^<]*)",
                    Pick(["", "x", "-1", "true", "99999999999999999999", "&quot;", "\u00e9"], random)
                )
        ),
        new(
            "key outside",
            MutationKind.Document,
            static (reply, random) => Edit(reply, random, "(?<=<(Key)>)([^<]*)", Pick(["../x", "other/1", "%", "%zz", "+"], random))
        ),
        new(
            "document member",
            MutationKind.Document,
            static (reply, random) =>
                Edit(
                    reply,
                    random,
                    "(?<=\"(CiphertextBlob|Plaintext|KeyId)\":)(\"[^\"]*\")",
                    Pick(["\"\"", "null", "5", "[]", "{}", "\"AA==\"", "\"%\"", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\""], random)
                )
        ),
        new("gzip", MutationKind.Protocol, static (reply, _) => Compress(reply)),
        new("no response", MutationKind.Protocol, static (_, random) => throw Failure(random)),
        new("bit", MutationKind.Content, static (reply, random) => Flip(reply, random)),
        new("initialization vector", MutationKind.Content, static (reply, random) => ChangeField(reply, random, "x-amz-meta-x-amz-iv")),
        new(
            "wrapped key",
            MutationKind.Content,
            static (reply, random) =>
                ChangeField(
                    reply,
                    random,
                    reply.Headers.ContainsKey("x-amz-meta-x-amz-key") ? "x-amz-meta-x-amz-key" : "x-amz-meta-x-amz-key-v2"
                )
        ),
    ];

    public static ResponseMutation Choose(string operation, Random random)
    {
        ResponseMutation[] possible = [.. All.Where(mutation => mutation.Applies(operation))];
        return Pick(possible, random) with { Random = random, Delays = random.Next(4) };
    }

    bool Applies(string operation) =>
        Kind switch
        {
            MutationKind.Content => operation is "GetObject",
            MutationKind.Document => operation is not ("GetObject" or "HeadObject"),
            _ => true,
        };

    public HttpResponseMessage Apply(HttpRequestMessage request, ScriptedReply reply)
    {
        Change(reply, Random);
        return reply.ToMessage(request);
    }

    static Exception Failure(Random random) =>
        random.Next(7) switch
        {
            0 => new HttpRequestException("The connection was refused."),
            1 => new IOException("The connection was reset."),
            2 => new SocketException((int)SocketError.ConnectionReset),
            3 => new TimeoutException("It took too long."),
            4 => new TaskCanceledException("It took too long."),
            5 => new HttpIOException(HttpRequestError.ResponseEnded, "The response ended."),
            _ => new InvalidOperationException("It is not so."),
        };

    static void Page(ScriptedReply reply, Random random)
    {
        var kept = reply.Headers.Where(static header => header.Key is "x-amz-request-id").ToList();
        reply.Headers.Clear();
        kept.ForEach(header => reply.Headers[header.Key] = header.Value);
        reply.Headers["Content-Type"] = random.Next(2) == 0 ? "text/html" : "application/xml";
        (reply.Status, reply.Body) = (200, Encoding.UTF8.GetBytes(Pick(Pages, random)));
    }

    static void Edit(ScriptedReply reply, Random random, string pattern, string replacement)
    {
        var text = Encoding.UTF8.GetString(reply.Body);
        var matches = Regex.Matches(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        if (matches.Count == 0)
            return;
        var match = matches[random.Next(matches.Count)];
        reply.Body = Encoding.UTF8.GetBytes(text[..match.Index] + replacement + text[(match.Index + match.Length)..]);
    }

    static void Compress(ScriptedReply reply)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(reply.Body);
        reply.Body = packed.ToArray();
        reply.Headers["Content-Encoding"] = "gzip";
        reply.HasLength = false;
    }

    static void Flip(ScriptedReply reply, Random random)
    {
        if (reply.Body.Length == 0)
            return;
        var changed = (byte[])reply.Body.Clone();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        reply.Body = changed;
    }

    static void ChangeField(ScriptedReply reply, Random random, string name)
    {
        if (!reply.Headers.TryGetValue(name, out var text))
            return;
        var bytes = Convert.FromBase64String(text);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        reply.Headers[name] = Convert.ToBase64String(bytes);
    }

    static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];
}
