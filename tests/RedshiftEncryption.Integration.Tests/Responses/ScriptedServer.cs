using System.Globalization;
using System.Text;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>
/// Implements as much of S3 as the operations need, in memory and below the SDK, so that each response can be changed.
/// </summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    public const string Bucket = "b";

    /// <summary>Few, so that a listing has several pages.</summary>
    const int PageLength = 4;

    readonly Lock gate = new();
    readonly Dictionary<string, Upload> uploads = new(StringComparer.Ordinal);
    int responses;

    public Dictionary<string, StoredContent> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>The response of this number, from 0, is changed in one of the ways that its operation has.</summary>
    public (int Number, Random Random)? Change { get; init; }

    /// <summary>Gets the change that was made; null if there was no response of that number.</summary>
    public ResponseMutation? Mutation { get; private set; }

    /// <summary>The operation whose response was changed.</summary>
    public string ChangedOperation { get; private set; } = "";

    public int OpenUploads
    {
        get
        {
            lock (gate)
                return uploads.Count;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var (operation, reply) = Answer(request, body);
        var number = Interlocked.Increment(ref responses) - 1;
        if (Change is not { } change || change.Number != number)
            return reply.ToMessage(request);
        (Mutation, ChangedOperation) = (ResponseMutation.Choose(operation, change.Random), operation);
        for (var i = 0; i < Mutation.Delays; i++)
            await Task.Yield();
        return Mutation.Apply(request, reply);
    }

    public (string Operation, ScriptedReply Reply) Answer(HttpRequestMessage request, byte[] body)
    {
        var path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).TrimStart('/');
        var key = path.Contains('/', StringComparison.Ordinal) ? path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..] : "";
        var query = request
            .RequestUri.Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2))
            .ToDictionary(
                static pair => pair[0],
                static pair => pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "",
                StringComparer.Ordinal
            );
        lock (gate)
            return Answer(request, key, query, body);
    }

    (string Operation, ScriptedReply Reply) Answer(HttpRequestMessage request, string key, Dictionary<string, string> query, byte[] body)
    {
        var copied = Header(request, "x-amz-copy-source") is { } source
            ? Objects[Uri.UnescapeDataString(source).TrimStart('/')[(Bucket.Length + 1)..]]
            : null;
        return request.Method.Method switch
        {
            "GET" when query.ContainsKey("list-type") => ("ListObjectsV2", List(query)),
            "GET" when query.ContainsKey("tagging") => ("GetObjectTagging", ScriptedReply.Document("<Tagging><TagSet/></Tagging>")),
            "GET" => ("GetObject", Get(request, key)),
            "HEAD" => (
                "HeadObject",
                Objects.TryGetValue(key, out var found)
                    ? Describe(new ScriptedReply(200, found.Bytes) { IsHead = true }, found)
                    : ScriptedReply.Error(404, "NoSuchKey")
            ),
            "POST" when query.ContainsKey("uploads") => ("CreateMultipartUpload", Create(request)),
            "POST" => ("CompleteMultipartUpload", Complete(key, query["uploadId"])),
            "DELETE" => (
                "AbortMultipartUpload",
                uploads.Remove(query["uploadId"]) ? new ScriptedReply(204, []) : ScriptedReply.Error(404, "NoSuchUpload")
            ),
            "PUT" when query.TryGetValue("uploadId", out var id) => (
                "UploadPart",
                Part(id, int.Parse(query["partNumber"], CultureInfo.InvariantCulture), body)
            ),
            "PUT" when copied is not null => ("CopyObject", Put(request, key, copied.Bytes, isCopy: true)),
            _ => ("PutObject", Put(request, key, body, isCopy: false)),
        };
    }

    ScriptedReply Get(HttpRequestMessage request, string key)
    {
        if (!Objects.TryGetValue(key, out var found))
            return ScriptedReply.Error(404, "NoSuchKey");
        if (Header(request, "If-Match") is { } condition && !string.Equals(condition.Trim('"'), found.ETag, StringComparison.Ordinal))
            return ScriptedReply.Error(412, "PreconditionFailed");
        if (request.Headers.Range?.Ranges.Single() is not { From: { } from } range)
            return Describe(new ScriptedReply(200, found.Bytes), found);
        if (from >= found.Bytes.Length)
            return ScriptedReply.Error(416, "InvalidRange");
        var to = Math.Min(range.To ?? long.MaxValue, found.Bytes.Length - 1);
        var reply = new ScriptedReply(206, found.Bytes[(int)from..((int)to + 1)]);
        reply.Headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{found.Bytes.Length}");
        return Describe(reply, found);
    }

    static ScriptedReply Describe(ScriptedReply reply, StoredContent found)
    {
        reply.Headers["ETag"] = $"\"{found.ETag}\"";
        reply.Headers["Last-Modified"] = "Fri, 27 Nov 2026 10:00:00 GMT";
        foreach (var header in found.Headers)
            reply.Headers[header.Key] = header.Value;
        return reply;
    }

    ScriptedReply List(Dictionary<string, string> query)
    {
        var prefix = query.GetValueOrDefault("prefix", "");
        var after = query.GetValueOrDefault("continuation-token", "");
        var rest = Objects
            .Where(known => known.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(known.Key, after) > 0)
            .OrderBy(static known => known.Key, StringComparer.Ordinal)
            .ToList();
        var page = rest.Take(PageLength).ToList();
        var text = new StringBuilder("<ListBucketResult><Name>b</Name>");
        text.Append(
            CultureInfo.InvariantCulture,
            $"<Prefix>{prefix}</Prefix><KeyCount>{page.Count}</KeyCount><IsTruncated>{(rest.Count > page.Count ? "true" : "false")}</IsTruncated>"
        );
        if (rest.Count > page.Count)
            text.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{page[^1].Key}</NextContinuationToken>");
        foreach (var (key, content) in page)
            text.Append(
                CultureInfo.InvariantCulture,
                $"<Contents><Key>{key}</Key><LastModified>2026-11-27T10:00:00.000Z</LastModified><ETag>&quot;{content.ETag}&quot;</ETag><Size>{content.Bytes.Length}</Size></Contents>"
            );
        return ScriptedReply.Document(text.Append("</ListBucketResult>").ToString());
    }

    ScriptedReply Create(HttpRequestMessage request)
    {
        var id = $"upload-{uploads.Count + 1}";
        uploads.Add(id, new Upload(Kept(request)));
        return Encrypted(
            request,
            ScriptedReply.Document($"<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>")
        );
    }

    ScriptedReply Part(string id, int number, byte[] body)
    {
        if (!uploads.TryGetValue(id, out var upload))
            return ScriptedReply.Error(404, "NoSuchUpload");
        upload.Parts[number] = body;
        var reply = new ScriptedReply(200, []);
        reply.Headers["ETag"] = $"\"{StoredContent.Md5(body)}\"";
        return reply;
    }

    ScriptedReply Complete(string key, string id)
    {
        if (!uploads.Remove(id, out var upload))
            return ScriptedReply.Error(404, "NoSuchUpload");
        var tags = upload.Parts.Values.SelectMany(static part => Convert.FromHexString(StoredContent.Md5(part))).ToArray();
        var stored = new StoredContent(
            [.. upload.Parts.Values.SelectMany(static part => part)],
            $"{StoredContent.Md5(tags)}-{upload.Parts.Count}",
            upload.Headers
        );
        Objects[key] = stored;
        return ScriptedReply.Document(
            $"<CompleteMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><ETag>&quot;{stored.ETag}&quot;</ETag></CompleteMultipartUploadResult>"
        );
    }

    ScriptedReply Put(HttpRequestMessage request, string key, byte[] bytes, bool isCopy)
    {
        var existing = Objects.GetValueOrDefault(key);
        if (
            (Header(request, "If-None-Match") is not null && existing is not null)
            || (
                Header(request, "If-Match") is { } condition
                && !string.Equals(condition.Trim('"'), existing?.ETag, StringComparison.Ordinal)
            )
        )
            return ScriptedReply.Error(412, "PreconditionFailed");
        // A copy has another ETag than its source, as with SSE-KMS, so that the two can be distinguished.
        var stored = new StoredContent(
            bytes,
            isCopy ? StoredContent.Md5(Encoding.UTF8.GetBytes(existing?.ETag + "copy")) : StoredContent.Md5(bytes),
            Kept(request)
        );
        Objects[key] = stored;
        var reply = isCopy
            ? ScriptedReply.Document(
                $"<CopyObjectResult><LastModified>2026-11-27T10:00:00.000Z</LastModified><ETag>&quot;{stored.ETag}&quot;</ETag></CopyObjectResult>"
            )
            : new ScriptedReply(200, []);
        if (!isCopy)
            reply.Headers["ETag"] = $"\"{stored.ETag}\"";
        return Encrypted(request, reply);
    }

    static ScriptedReply Encrypted(HttpRequestMessage request, ScriptedReply reply)
    {
        if (Header(request, "x-amz-server-side-encryption") is { } encryption)
            reply.Headers["x-amz-server-side-encryption"] = encryption;
        return reply;
    }

    static Dictionary<string, string> Kept(HttpRequestMessage request) =>
        request
            .Headers.Where(static header =>
                header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase) || header.Key is "x-amz-server-side-encryption"
            )
            .ToDictionary(static header => header.Key, static header => header.Value.First(), StringComparer.OrdinalIgnoreCase);

    static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values)
        || (request.Content is not null && request.Content.Headers.TryGetValues(name, out values))
            ? values.First()
            : null;

    sealed record Upload(Dictionary<string, string> Headers)
    {
        public SortedDictionary<int, byte[]> Parts { get; } = [];
    }
}
