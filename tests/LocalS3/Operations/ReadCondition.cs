namespace LocalS3;

/// <summary>The conditions of a read. One about the entity tag outweighs one about the time.</summary>
static class ReadCondition
{
    /// <returns>False: the client has the object already.</returns>
    /// <exception cref="S3Exception">The object is not the one that the client wants.</exception>
    public static bool IsModified(S3Request request, StoredObject stored)
    {
        var ifMatch = request.Header("If-Match");
        if (ifMatch is not null && !Matches(ifMatch, stored))
            throw Refusal.PreconditionFailed("If-Match");
        if (ifMatch is null && Timestamp.TryParseHeader(request.Header("If-Unmodified-Since"), out var time) && WholeSeconds(stored) > time)
            throw Refusal.PreconditionFailed("If-Unmodified-Since");

        if (request.Header("If-None-Match") is { } ifNoneMatch)
            return !Matches(ifNoneMatch, stored);
        return !Timestamp.TryParseHeader(request.Header("If-Modified-Since"), out time) || WholeSeconds(stored) > time;
    }

    static bool Matches(string header, StoredObject stored) =>
        header.Split(',').Any(tag => tag.Trim() is "*" || ETag.Matches(tag, stored.ETag));

    /// <summary>Removes fractions of a second: headers have none, and a client sends back the value of Last-Modified.</summary>
    static DateTimeOffset WholeSeconds(StoredObject stored) => DateTimeOffset.FromUnixTimeSeconds(stored.LastModified.ToUnixTimeSeconds());
}
