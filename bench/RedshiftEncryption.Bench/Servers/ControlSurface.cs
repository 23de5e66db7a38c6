using System.Net.Http.Json;

namespace RedshiftEncryption.Bench.Servers;

/// <summary>Adds faults to a running LocalS3, and reads what it received.</summary>
/// <param name="endpoint">The URL of the server.</param>
internal sealed class ControlSurface(string endpoint) : IDisposable
{
    readonly HttpClient client = new() { BaseAddress = new Uri($"{endpoint}/-/") };

    /// <param name="rule">A rule as the README of LocalS3 describes it.</param>
    public async Task AddFaultAsync(object rule)
    {
        using var response = await client.PostAsJsonAsync("faults", rule);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"LocalS3 refused a fault: {await response.Content.ReadAsStringAsync()}");
    }

    /// <returns>The requests in order of arrival.</returns>
    public async Task<IReadOnlyList<ReceivedRequest>> ReadRequestsAsync() =>
        await client.GetFromJsonAsync<List<ReceivedRequest>>("requests") ?? throw new InvalidOperationException("LocalS3 has no log.");

    /// <summary>Forgets the requests so far.</summary>
    public async Task ClearRequestsAsync()
    {
        using var response = await client.DeleteAsync(new Uri("requests", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => client.Dispose();
}
