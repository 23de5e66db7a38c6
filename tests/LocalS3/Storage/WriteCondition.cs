namespace LocalS3;

/// <summary>What a write demands of the object that it would replace. The bucket checks it under the lock under which it writes.</summary>
sealed record WriteCondition(bool MustNotExist, string? ETag)
{
    /// <exception cref="S3Exception">It is a condition that S3 does not take for writes.</exception>
    public static WriteCondition From(S3Request request)
    {
        var ifNoneMatch = request.Header("If-None-Match");
        var ifMatch = request.Header("If-Match");
        if (ifNoneMatch is not null && (ifNoneMatch.Trim() is not "*" || ifMatch is not null))
            throw Refusal.NotImplemented("If-None-Match other than '*', alone, on a write");
        return new WriteCondition(ifNoneMatch is not null, ifMatch);
    }

    /// <exception cref="S3Exception">It does not hold.</exception>
    public void Check(string key, StoredObject? existing)
    {
        if (MustNotExist && existing is not null)
            throw Refusal.PreconditionFailed("If-None-Match");
        if (ETag is null)
            return;
        if (existing is null)
            throw Refusal.NoSuchKey(key);
        if (!LocalS3.ETag.Matches(ETag, existing.ETag))
            throw Refusal.PreconditionFailed("If-Match");
    }
}
