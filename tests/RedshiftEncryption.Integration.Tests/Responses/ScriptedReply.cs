using System.Net;
using System.Text;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>A response before it is one: what a mutation changes.</summary>
internal sealed class ScriptedReply(int status, byte[] body)
{
    public int Status { get; set; } = status;

    public byte[] Body { get; set; } = body;

    /// <summary>Whether the body is not sent, and its length is.</summary>
    public bool IsHead { get; init; }

    /// <summary>Gets or sets whether the response has a Content-Length.</summary>
    public bool HasLength { get; set; } = true;

    /// <summary>Thrown where the body would go on.</summary>
    public Exception? Break { get; set; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { ["x-amz-request-id"] = "1" };

    public static ScriptedReply Document(string text)
    {
        var reply = new ScriptedReply(200, Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}"));
        reply.Headers["Content-Type"] = "application/xml";
        return reply;
    }

    public static ScriptedReply Error(int status, string code)
    {
        var reply = Document($"<Error><Code>{code}</Code><Message>It is so.</Message></Error>");
        reply.Status = status;
        return reply;
    }

    public HttpResponseMessage ToMessage(HttpRequestMessage request)
    {
        var content = new StreamContent(new ReplyBody(request.Method == HttpMethod.Head ? [] : Body, Break));
        if (HasLength && Status is not 204)
            content.Headers.ContentLength = IsHead || request.Method != HttpMethod.Head ? Body.Length : 0;
        var message = new HttpResponseMessage((HttpStatusCode)Status) { Content = content, RequestMessage = request };
        foreach (var header in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
        return message;
    }

    /// <summary>Represents a body as it comes from the network: without a length of its own, and possibly truncated.</summary>
    sealed class ReplyBody(byte[] bytes, Exception? end) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var count and > 0 ? count
            : end is null || buffer.IsEmpty ? 0
            : throw end;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is var read and > 0 ? read
            : end is null || count == 0 ? 0
            : throw end;
    }
}
