namespace RedshiftStandIn;

/// <summary>How the next request of an action goes wrong.</summary>
/// <param name="Action">The action of the Data API.</param>
/// <param name="Kind">
/// <c>throttle</c>, <c>unavailable</c>, <c>page</c> (a web page with status 200), <c>lost</c> (the request is processed, and the
/// connection ends without a response), or an error code.
/// </param>
sealed record Fault(string Action, string Kind);
