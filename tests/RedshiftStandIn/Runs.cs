using System.Collections.Concurrent;

namespace RedshiftStandIn;

/// <summary>The runs that the service knows, by their IDs and by their client tokens.</summary>
sealed class Runs(Database database, ObjectReader objects)
{
    readonly ConcurrentDictionary<string, Run> byId = new(StringComparer.Ordinal);
    readonly Dictionary<string, Run> byToken = new(StringComparer.Ordinal);

    /// <summary>Starts a run, unless the token has started one.</summary>
    public Run Start(IReadOnlyList<string> statements, bool isBatch, Place place, string? token)
    {
        lock (byToken)
        {
            if (token is not null && byToken.TryGetValue(token, out var known))
                return known;
            var run = new Run(statements, isBatch, place);
            byId[run.Id] = run;
            if (token is not null)
                byToken[token] = run;
            run.Begin(database, objects);
            return run;
        }
    }

    public Run Find(string id) =>
        byId.TryGetValue(id, out var run) ? run : throw new ApiException("ResourceNotFoundException", "Query does not exist.");

    public Task<bool> CancelAsync(string id) => Find(id).CancelAsync(database);

    /// <summary>Lets all runs have begun earlier.</summary>
    public void Age(TimeSpan time)
    {
        foreach (var run in byId.Values)
            run.CreatedAt -= time.TotalSeconds;
    }

    public void Forget()
    {
        lock (byToken)
        {
            byId.Clear();
            byToken.Clear();
        }
    }
}
