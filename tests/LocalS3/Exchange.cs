using System.Globalization;

namespace LocalS3;

/// <summary>Handles one request from its raw target to its response, or to the fault that a rule specifies instead.</summary>
sealed class Exchange(
    RequestAuthenticator authenticator,
    Buckets buckets,
    RequestLog requests,
    FaultList faults,
    BodyReceiver receiver,
    KmsAnswers kmsAnswers,
    CancellationToken stopping
)
{
    /// <summary>How much a request whose length is unknown may send before it is cut, in bytes.</summary>
    const int CutOfUnknownLength = 64 * 1024;

    int lastRequestNumber;

    public async Task HandleAsync(HttpContext context, string rawTarget)
    {
        var record = requests.Begin(context.Request.Method, rawTarget);
        record.RequestPayer = context.Request.Headers.TryGetValue(AmazonHeader.RequestPayer, out var payer) ? payer.ToString() : null;
        record.ExpectedBucketOwner = context.Request.Headers.TryGetValue(AmazonHeader.ExpectedBucketOwner, out var owner)
            ? owner.ToString()
            : null;
        record.Headers = RecordedHeaders(context.Request);
        record.RequestLength = context.Request.ContentLength ?? 0;
        try
        {
            await HandleAsync(context, rawTarget, record);
        }
        catch (Exception e)
            when (e is IOException
                || e is OperationCanceledException && (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
            )
        {
            // The client has gone, or the server stops: no client waits for a response.
            context.Abort();
        }
        catch (Exception e)
        {
            // A defect of this server. Kestrel responds with 500, and there is no log.
            await Console.Error.WriteLineAsync($"{context.Request.Method} {rawTarget}: {e}");
            throw;
        }
        finally
        {
            requests.End();
        }
    }

    async Task HandleAsync(HttpContext context, string rawTarget, RequestRecord record)
    {
        RequestTarget? target = null;
        Operation? operation = null;
        Fault? fault = null;
        Reply reply;
        var requestId = Interlocked.Increment(ref lastRequestNumber).ToString("X16", CultureInfo.InvariantCulture);
        try
        {
            target = new RequestTarget(rawTarget);
            operation = OperationTable.Resolve(context.Request, target);
            record.Operation = operation.Name;
            fault = faults.Claim(operation.Name, target.Key);
            if (fault is not null && !await ApplyBeforeWorkAsync(context, fault))
                return;
            authenticator.Authenticate(context.Request, target, operation.Service);
            OperationTable.CheckImplemented(operation, context.Request);
            Owner.Check(context.Request.Headers);
            reply = await operation.Handler!(new S3Request(context, target, buckets, receiver, kmsAnswers));
        }
        catch (S3Exception e)
        {
            reply = operation?.Service is "kms" ? KmsStub.Refuse(e) : XmlReply.Create(e, target?.Path ?? rawTarget, requestId);
        }

        if (fault?.Rule.Kind is FaultKind.CutAfterWork)
        {
            context.Abort();
            return;
        }
        if (fault?.Rule.Kind is FaultKind.Rewrite)
            reply = fault.Rule.Rewrite(reply);
        // Recorded before it is sent: a client that has the response may request the list at once.
        record.Status = reply.Status;
        record.ServerSideEncryption = reply.Headers.GetValueOrDefault(AmazonHeader.ServerSideEncryption);
        record.ResponseLength = HttpMethods.IsHead(context.Request.Method) ? 0 : reply.Range?.Length ?? reply.Body?.Length ?? 0;
        reply.Headers[AmazonHeader.RequestId] = requestId;
        // A client that waits for 100 Continue does not send its body after an error: on this connection its next
        // request would be taken for the body.
        if (reply.Status >= 300 && context.Request.Headers.Expect.Count > 0)
            reply.Headers["Connection"] = "close";
        await reply.SendAsync(context, onlyHalf: fault?.Rule.Kind is FaultKind.Truncate && reply.Status < 300);
    }

    /// <returns>False when the connection has been cut.</returns>
    /// <exception cref="S3Exception">The rule asks for an error.</exception>
    async Task<bool> ApplyBeforeWorkAsync(HttpContext context, Fault fault)
    {
        switch (fault.Rule.Kind)
        {
            case FaultKind.Error:
                throw fault.Rule.ToError();
            case FaultKind.Refuse:
                context.Abort();
                return false;
            case FaultKind.CutRequest:
                await ReadHalfAsync(context.Request, context.RequestAborted);
                context.Abort();
                return false;
            case FaultKind.Hang:
                using (var given = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping))
                    await fault.WaitAsync(given.Token);
                return true;
            default:
                return true;
        }
    }

    static Dictionary<string, string> RecordedHeaders(HttpRequest request) =>
        AmazonHeader
            .OfPermissions.Where(request.Headers.ContainsKey)
            .ToDictionary(static name => name, name => request.Headers[name].ToString(), StringComparer.Ordinal);

    static async Task ReadHalfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[CutOfUnknownLength];
        var remaining = request.ContentLength / 2 ?? CutOfUnknownLength;
        while (remaining > 0)
        {
            var length = await request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, remaining)), cancellationToken);
            if (length == 0)
                return;
            remaining -= length;
        }
    }
}
