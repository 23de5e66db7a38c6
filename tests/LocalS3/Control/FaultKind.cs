using System.Text.Json.Serialization;

namespace LocalS3;

/// <summary>What goes wrong with a request. The names are those of the control surface.</summary>
enum FaultKind
{
    /// <summary>It is answered with an error, and nothing is done.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>The connection is cut before the body is read.</summary>
    [JsonStringEnumMemberName("refuse")]
    Refuse,

    /// <summary>The connection is cut in the middle of the body.</summary>
    [JsonStringEnumMemberName("cutRequest")]
    CutRequest,

    /// <summary>All is done, and the connection cut in place of the answer.</summary>
    [JsonStringEnumMemberName("cutAfterWork")]
    CutAfterWork,

    /// <summary>Nothing happens until the faults are deleted, or the client goes away.</summary>
    [JsonStringEnumMemberName("hang")]
    Hang,

    /// <summary>The answer's body ends in its middle, and the connection with it.</summary>
    [JsonStringEnumMemberName("truncate")]
    Truncate,

    /// <summary>All is done, and the answer is changed on its way, as a proxy or another server's habit would.</summary>
    [JsonStringEnumMemberName("rewrite")]
    Rewrite,
}
