namespace LocalS3;

/// <summary>
/// Represents the response to a request. Handlers return it and do not write to the connection, so that a fault can
/// still replace the response after the work is done.
/// </summary>
sealed class Reply(int status)
{
    public int Status { get; } = status;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: the status has no body.</summary>
    public Content? Body { get; init; }

    /// <summary>The part of the body to send; all of it when null.</summary>
    public ByteRange? Range { get; init; }

    /// <summary>Sends the reply, or only the first half of its body.</summary>
    public async Task SendAsync(HttpContext context, bool onlyHalf = false)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        if (Body is null)
            return;
        var range = Range ?? new ByteRange(0, Body.Length);
        response.ContentLength = range.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (onlyHalf)
        {
            if (range.Length == 0)
                context.Abort();
            range = range with { Length = range.Length / 2 };
        }
        foreach (var segment in Body.Slice(range))
            await response.BodyWriter.WriteAsync(segment, context.RequestAborted);
        // What is short of the announced length makes Kestrel close the connection when the handler returns, after the
        // bytes are on the wire. Abort() would throw away what its buffers still hold, now and then the head as well.
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
