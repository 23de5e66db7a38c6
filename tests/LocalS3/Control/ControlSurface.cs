using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalS3;

/// <summary>
/// Handles unsigned requests of tests that do not belong to S3. Their path is not a bucket name, which has three characters
/// at least.
/// </summary>
sealed class ControlSurface(RequestLog requests, FaultList faults, Buckets buckets)
{
    public const string Root = "/-/";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        // A misspelled property would make a rule that means something else.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public Task HandleAsync(HttpContext context, string route)
    {
        switch (context.Request.Method, route)
        {
            case ("GET", "requests"):
                return context.Response.WriteAsJsonAsync(requests.Snapshot(), Json);
            case ("DELETE", "requests"):
                requests.Clear();
                return Done(context);
            case ("GET", "requests/in-progress"):
                return context.Response.WriteAsJsonAsync(requests.InProgress, Json);
            case ("GET", "faults"):
                return context.Response.WriteAsJsonAsync(faults.Report(), Json);
            case ("POST", "faults"):
                return AddFaultAsync(context);
            case ("DELETE", "faults"):
                faults.Clear();
                return Done(context);
            case ("GET", "uploads"):
                return context.Response.WriteAsJsonAsync(buckets.All.Sum(bucket => bucket.OpenUploads().Count), Json);
            default:
                return RefuseAsync(context, 404, $"There is no {context.Request.Method} {Root}{route}.");
        }
    }

    async Task AddFaultAsync(HttpContext context)
    {
        FaultRule? rule;
        try
        {
            rule = await JsonSerializer.DeserializeAsync<FaultRule>(context.Request.Body, Json, context.RequestAborted);
        }
        catch (JsonException e)
        {
            await RefuseAsync(context, 400, e.Message);
            return;
        }
        if ((rule is null ? "There is no rule in the request." : rule.FindMistake()) is { } mistake)
        {
            await RefuseAsync(context, 400, mistake);
            return;
        }
        faults.Add(rule!);
        await Done(context);
    }

    static Task Done(HttpContext context)
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(message);
    }
}
