using System.Globalization;

namespace LocalS3;

/// <summary>Reads from x-amz-content-sha256 and related headers how the body of a request is framed and checked.</summary>
sealed record PayloadFraming
{
    const string Unsigned = "UNSIGNED-PAYLOAD";
    const string Signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    const string SignedWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    const string UnsignedWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// <summary>The body's hash in lower-case hexadecimal; null when it is not signed as a whole.</summary>
    public string? Sha256 { get; private init; }

    public bool IsChunked { get; private init; }

    /// <summary>Whether each chunk carries a signature.</summary>
    public bool IsSigned { get; private init; }

    public string? TrailerName { get; private init; }

    public bool HasTrailer => TrailerName is not null;

    /// <summary>The length of the bytes without the framing.</summary>
    public long ContentLength { get; private init; }

    /// <exception cref="S3Exception">The headers contradict each other, or one is missing.</exception>
    public static PayloadFraming Of(S3Request request)
    {
        var declaration = request.Header(AmazonHeader.ContentSha256) ?? "";
        if (declaration is Signed or SignedWithTrailer or UnsignedWithTrailer)
        {
            return new PayloadFraming
            {
                IsChunked = true,
                IsSigned = declaration is not UnsignedWithTrailer,
                TrailerName =
                    declaration is Signed ? null : request.Header(AmazonHeader.Trailer)?.Trim() ?? throw Refusal.MalformedTrailer(),
                ContentLength = ParseDecodedLength(request.Header(AmazonHeader.DecodedContentLength)),
            };
        }
        if (declaration.StartsWith("STREAMING-", StringComparison.Ordinal))
            throw Refusal.NotImplemented($"the payload declaration '{declaration}'");
        if (declaration is not Unsigned && (declaration.Length != 64 || !declaration.All(char.IsAsciiHexDigitLower)))
            throw Refusal.InvalidArgument(
                $"{AmazonHeader.ContentSha256} must be {Unsigned}, {SignedWithTrailer}, {UnsignedWithTrailer}, {Signed} or a valid sha256 value.",
                AmazonHeader.ContentSha256,
                declaration
            );
        return new PayloadFraming
        {
            Sha256 = declaration is Unsigned ? null : declaration,
            ContentLength = request.Http.ContentLength ?? throw Refusal.MissingContentLength(),
        };
    }

    public IPayload Open(HttpRequest request) =>
        IsChunked ? new ChunkedPayload(request.BodyReader, this) : new PlainPayload(request.BodyReader);

    static long ParseDecodedLength(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw Refusal.MissingContentLength();
}
