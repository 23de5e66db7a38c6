using System.Text.Json;

namespace RedshiftStandIn;

/// <summary>The database of a request, as the request names it.</summary>
sealed record Place(string Database, string? WorkgroupName, string? ClusterIdentifier)
{
    public static Place Of(JsonElement body)
    {
        var place = new Place(Text("Database") ?? "", Text("WorkgroupName"), Text("ClusterIdentifier"));
        return place switch
        {
            { Database: "" } => throw new ApiException("ValidationException", "Database is required."),
            { WorkgroupName: null, ClusterIdentifier: null } or { WorkgroupName: not null, ClusterIdentifier: not null } =>
                throw new ApiException("ValidationException", "Either WorkgroupName or ClusterIdentifier is required."),
            _ => place,
        };

        string? Text(string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
