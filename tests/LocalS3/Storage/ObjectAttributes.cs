using System.Text;

namespace LocalS3;

/// <summary>Contains what is stored with an object besides its bytes, and returned with it.</summary>
sealed class ObjectAttributes
{
    /// <summary>Of all names and values of the user metadata, in bytes.</summary>
    const int MaxMetadataLength = 2048;

    const string StandardClass = "STANDARD";

    static readonly string[] StorageClasses =
    [
        StandardClass,
        "STANDARD_IA",
        "ONEZONE_IA",
        "INTELLIGENT_TIERING",
        "REDUCED_REDUNDANCY",
        "GLACIER_IR",
    ];

    static readonly string[] KeptHeaders = ["Cache-Control", "Content-Disposition", "Content-Language", "Content-Type", "Expires"];

    readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "binary/octet-stream" };

    /// <exception cref="S3Exception">There is too much metadata, or the encryption or the storage class is unknown.</exception>
    public ObjectAttributes(IHeaderDictionary requestHeaders)
    {
        foreach (var name in KeptHeaders)
        {
            if (requestHeaders.TryGetValue(name, out var value))
                headers[name] = value.ToString();
        }
        // aws-chunked describes the request's framing, which is not stored.
        var encodings = requestHeaders
            .ContentEncoding.ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var encoding = string.Join(',', encodings.Where(encoding => !encoding.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)));
        if (encoding.Length > 0)
            headers["Content-Encoding"] = encoding;
        StorageClass = requestHeaders.TryGetValue(AmazonHeader.StorageClass, out var storageClass)
            ? storageClass.ToString()
            : StandardClass;
        if (!StorageClasses.Contains(StorageClass, StringComparer.Ordinal))
            throw Refusal.InvalidStorageClass();
        AddMetadata(requestHeaders);
        Encryption = ServerSideEncryption.From(requestHeaders);
    }

    /// <summary>A label: no object is archived, so none has to be restored.</summary>
    public string StorageClass { get; }

    public ServerSideEncryption Encryption { get; }

    public void AddTo(IDictionary<string, string> replyHeaders)
    {
        foreach (var (name, value) in headers)
            replyHeaders[name] = value;
        if (!StorageClass.Equals(StandardClass, StringComparison.Ordinal))
            replyHeaders[AmazonHeader.StorageClass] = StorageClass;
        Encryption.AddTo(replyHeaders);
    }

    void AddMetadata(IHeaderDictionary requestHeaders)
    {
        var length = 0;
        foreach (var (name, values) in requestHeaders)
        {
            if (!AmazonHeader.IsMetadata(name))
                continue;
            var value = values.ToString();
            length += Encoding.UTF8.GetByteCount(name) - AmazonHeader.MetadataPrefix.Length + Encoding.UTF8.GetByteCount(value);
            headers[name.ToLowerInvariant()] = Ascii.IsValid(value) ? value : EncodeWord(value);
        }
        if (length > MaxMetadataLength)
            throw Refusal.MetadataTooLarge(length, MaxMetadataLength);
    }

    /// <summary>Encodes metadata as S3 does: it accepts UTF-8, but returns non-ASCII text in the form of RFC 2047.</summary>
    static string EncodeWord(string value) => $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
}
