using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// Reads an object's content, and resumes automatically after an interruption as long as the object is unchanged. Not
/// thread-safe.
/// </summary>
/// <param name="store">The store, which makes one attempt at each request.</param>
/// <param name="address">The object.</param>
/// <param name="start">The offset of the content in the object, in bytes.</param>
/// <param name="content">The opened content, which is disposed of with this stream.</param>
/// <param name="request">Counts the attempts until the content's end. A server that sends one byte per attempt would
/// otherwise be retried forever.</param>
internal sealed class ResumingBody(IObjectReader store, S3Address address, long start, ObjectContent content, RetriedRequest request)
    : ForwardOnlyStream
{
    readonly ObjectDescription description = content.Description;
    readonly long length = content.Length;
    ObjectContent? opened = content;
    long position;

    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length == 0)
            return 0;
        while (true)
        {
            try
            {
                opened ??= await ReopenAsync(cancellationToken).ConfigureAwait(false);
                var read = await opened.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0 && position < length)
                    throw new ObjectStoreException(
                        ObjectStoreFault.Unavailable,
                        $"The response for {address} was truncated after {position} of {length} bytes."
                    );
                position += read;
                return read;
            }
            // Without an ETag, a change of the object could not be detected.
            catch (ObjectStoreException failure) when (failure.Fault == ObjectStoreFault.Unavailable && description.ETag is not null)
            {
                opened?.Dispose();
                opened = null;
                await request.FailAsync(failure, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            opened?.Dispose();
        base.Dispose(disposing);
    }

    async Task<ObjectContent> ReopenAsync(CancellationToken cancellationToken)
    {
        await request.BeginAsync(cancellationToken).ConfigureAwait(false);
        // A weak ETag cannot be a condition, and some servers ignore conditions, so the response is compared.
        return await SameObject
            .ReadAsync(store, address, new ContentRange(start + position, length - position), description, cancellationToken)
            .ConfigureAwait(false);
    }
}
