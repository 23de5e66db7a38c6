using System.Text.Json.Serialization;

namespace LocalS3;

/// <summary>What goes wrong with a request. The names are those of the control surface.</summary>
enum FaultKind
{
    /// <summary>The response is an error, and nothing is done.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>The connection is cut before the body is read.</summary>
    [JsonStringEnumMemberName("refuse")]
    Refuse,

    /// <summary>The connection is cut in the middle of the body.</summary>
    [JsonStringEnumMemberName("cutRequest")]
    CutRequest,

    /// <summary>The work is done, and the connection is cut instead of the response.</summary>
    [JsonStringEnumMemberName("cutAfterWork")]
    CutAfterWork,

    /// <summary>Nothing happens until the faults are deleted, or the client goes away.</summary>
    [JsonStringEnumMemberName("hang")]
    Hang,

    /// <summary>The body of the response ends in the middle, and the connection with it.</summary>
    [JsonStringEnumMemberName("truncate")]
    Truncate,

    /// <summary>The work is done, and the response is changed, as a proxy or another server might do.</summary>
    [JsonStringEnumMemberName("rewrite")]
    Rewrite,
}
