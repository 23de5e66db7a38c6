using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// An object's content that goes on by itself where it broke off, as long as the object is the same one. Not thread-safe.
/// </summary>
/// <param name="store">Makes one attempt at each request.</param>
/// <param name="address">The object.</param>
/// <param name="start">Where in the object the content begins, in bytes.</param>
/// <param name="content">What has been opened; disposed of with this.</param>
/// <param name="request">The attempts at it: they are counted to the content's end, or a server that sends a byte each time
/// would never be done with.</param>
internal sealed class ResumingBody(IObjectStore store, S3Address address, long start, ObjectContent content, RetriedRequest request)
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
                        $"The response for {address} ended after {position} of {length} bytes."
                    );
                position += read;
                return read;
            }
            // Without an entity tag nobody could see that it goes on with another object.
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
        // A weak tag makes no condition, and some servers ignore one: the response tells.
        return await SameObject
            .ReadAsync(store, address, new ContentRange(start + position, length - position), description, cancellationToken)
            .ConfigureAwait(false);
    }
}
