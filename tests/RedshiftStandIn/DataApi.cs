using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LocalS3;
using Microsoft.AspNetCore.Http.Features;

namespace RedshiftStandIn;

/// <summary>The protocol of the Redshift Data API: AWS JSON 1.1, and signatures as LocalS3 checks them.</summary>
sealed class DataApi(RequestAuthenticator authenticator, Runs runs, Faults faults)
{
    const string TargetPrefix = "RedshiftData.";
    const int LongestWait = 30;

    readonly ConcurrentQueue<string> actions = new();

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (path.StartsWith("/-/", StringComparison.Ordinal))
            await ControlAsync(context, path[3..]);
        else
            await AnswerAsync(context, path);
    }

    async Task ControlAsync(HttpContext context, string path)
    {
        switch (context.Request.Method, path)
        {
            case ("POST", "faults"):
                faults.Add((await context.Request.ReadFromJsonAsync<Fault>())!);
                break;
            case ("POST", "expire"):
                runs.Forget();
                break;
            case ("POST", "age"):
                runs.Age(TimeSpan.FromHours(1));
                break;
            case ("GET", "requests"):
                await context.Response.WriteAsJsonAsync(actions);
                break;
            case ("DELETE", "requests"):
                actions.Clear();
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    async Task AnswerAsync(HttpContext context, string path)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var action = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : "";
        actions.Enqueue(action);
        context.Response.Headers.Date = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/x-amz-json-1.1";
        try
        {
            Authenticate(context.Request, path);
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            var fault = faults.Take(action);
            Refuse(fault);
            var answer = await DoAsync(action, document.RootElement, context.RequestAborted);
            if (fault is "lost")
            {
                context.Abort();
                return;
            }
            if (fault is "page")
                await context.Response.WriteAsync("<html>Sign in to the network</html>");
            else
                await JsonSerializer.SerializeAsync(context.Response.Body, answer);
        }
        catch (ApiException refusal)
        {
            context.Response.StatusCode = refusal.Status;
            await JsonSerializer.SerializeAsync(
                context.Response.Body,
                new Dictionary<string, string> { ["__type"] = $"com.amazonaws.redshiftdata#{refusal.Code}", ["message"] = refusal.Message }
            );
        }
    }

    void Authenticate(HttpRequest request, string path)
    {
        try
        {
            authenticator.Authenticate(request, new RequestTarget(path), "redshift-data");
        }
        catch (S3Exception refusal)
        {
            throw new ApiException(
                refusal.Code is "InvalidAccessKeyId" ? "UnrecognizedClientException" : "InvalidSignatureException",
                refusal.Message
            );
        }
    }

    static void Refuse(string? fault)
    {
        switch (fault)
        {
            case null or "lost" or "page":
                break;
            case "throttle":
                throw new ApiException("ThrottlingException", "Rate exceeded");
            case "unavailable":
                throw new ApiException("InternalServerException", "Try again", 500);
            default:
                throw new ApiException(fault, "Refused by a rule of the test");
        }
    }

    async Task<object> DoAsync(string action, JsonElement body, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case "ExecuteStatement":
                return Started(runs.Start([Text(body, "Sql")!], isBatch: false, Place.Of(body), Text(body, "ClientToken")));
            case "BatchExecuteStatement":
                var statements = body.GetProperty("Sqls").EnumerateArray().Select(static sql => sql.GetString()!).ToList();
                if (statements.Count is < 1 or > 40)
                    throw new ApiException("ValidationException", "Sqls must have 1 to 40 statements.");
                return Started(runs.Start(statements, isBatch: true, Place.Of(body), Text(body, "ClientToken")));
            case "DescribeStatement":
                var run = runs.Find(Text(body, "Id")!);
                if (body.TryGetProperty("WaitTimeSeconds", out var wait))
                    await run.WaitAsync(TimeSpan.FromSeconds(Math.Clamp(wait.GetInt32(), 1, LongestWait)), cancellationToken);
                return run.Describe();
            case "CancelStatement":
                return new { Status = await runs.CancelAsync(Text(body, "Id")!) };
            case "GetStatementResult":
                return runs.Find(Text(body, "Id")!).Result(Text(body, "NextToken"));
            default:
                throw new ApiException("UnknownOperationException", action);
        }
    }

    static object Started(Run run) =>
        new
        {
            run.Id,
            CreatedAt = run.CreatedAt,
            run.Place.Database,
        };

    static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
