namespace LocalS3;

/// <summary>Holds what CompleteMultipartUpload lists against what was uploaded.</summary>
static class PartList
{
    const long MinPartLength = 5 << 20;

    /// <returns>The parts that the object will consist of.</returns>
    /// <exception cref="S3Exception">The list names a part that was not uploaded like that, in the wrong order, or one too
    /// short.</exception>
    public static IReadOnlyList<UploadedPart> Resolve(MultipartUpload upload, IReadOnlyList<CompletedPart> listed)
    {
        if (listed.Zip(listed.Skip(1)).Any(pair => pair.Second.Number <= pair.First.Number))
            throw Refusal.InvalidPartOrder(upload.Id);
        var uploaded = upload.Snapshot();
        var parts = new List<UploadedPart>(listed.Count);
        foreach (var entry in listed)
        {
            if (!uploaded.TryGetValue(entry.Number, out var part) || !ETag.Matches(entry.ETag, part.ETag))
                throw Refusal.InvalidPart(upload.Id, entry.Number, entry.ETag);
            CheckChecksum(upload, entry, part);
            parts.Add(part);
        }
        var tooShort = parts.SkipLast(1).FirstOrDefault(part => part.Content.Length < MinPartLength);
        return tooShort is null ? parts : throw Refusal.EntityTooSmall(tooShort, MinPartLength);
    }

    static void CheckChecksum(MultipartUpload upload, CompletedPart entry, UploadedPart part)
    {
        // A sink verifies none and so remembers none.
        if (part.Content.IsDiscarded)
            return;
        if (entry.Checksums.Count == 0 && upload.ChecksumType is ChecksumType.Composite)
            throw Refusal.InvalidRequest(
                $"The upload was created using a {upload.ChecksumAlgorithm!.Name.ToLowerInvariant()} checksum. The complete request must include the checksum for each part. It was missing for part {entry.Number} in the request."
            );
        // A part that was sent with a checksum is known by it, and without one by its ETag alone: this is what fails
        // for clients that add checksums of their own accord and leave them out of the list.
        var known = part.Checksum;
        var isSame = known is null
            ? entry.Checksums.Count == 0
            : entry.Checksums.Count == 1
                && known.Value.Equals(entry.Checksums.GetValueOrDefault(known.Algorithm.ElementName), StringComparison.Ordinal);
        if (!isSame && !(entry.Checksums.Count == 0 && upload.ChecksumType is ChecksumType.FullObject))
            throw Refusal.InvalidPart(upload.Id, entry.Number, entry.ETag);
    }
}
