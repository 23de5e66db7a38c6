using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalS3;

/// <summary>
/// A stub of AWS KMS: Encrypt and Decrypt alone, under a single key that is random and gone with the process, whatever key
/// is named. The encryption is real (AES-256-GCM, bound to the key's ARN and the encryption context), the key management is
/// not: there are no policies, grants or key states. A key whose alias is missing, disabled or denied is refused with that error.
/// </summary>
static class KmsStub
{
    const string TargetHeader = "X-Amz-Target";
    const int NonceLength = 12;
    const int TagLength = 16;

    static readonly AesGcm Key = new(RandomNumberGenerator.GetBytes(32), TagLength);

    static readonly Operation[] All =
    [
        new("Encrypt", "POST", ResourceLevel.Service, request => HandleAsync(request, Encrypt))
        {
            Service = "kms",
            Headers = [TargetHeader],
        },
        new("Decrypt", "POST", ResourceLevel.Service, request => HandleAsync(request, Decrypt))
        {
            Service = "kms",
            Headers = [TargetHeader],
        },
    ];

    public static bool IsKnown(string name) => Array.Exists(All, operation => operation.Name.Equals(name, StringComparison.Ordinal));

    /// <summary>The operation of KMS that a request is; null for none.</summary>
    public static Operation? Find(HttpRequest request) =>
        request.Headers.TryGetValue(TargetHeader, out var target) && HttpMethods.IsPost(request.Method)
            ? Array.Find(All, operation => target.ToString().Equals($"TrentService.{operation.Name}", StringComparison.Ordinal))
            : null;

    /// <summary>An error as KMS writes it, in JSON 1.1; what the signature check refuses has other names here than in S3.</summary>
    public static Reply Refuse(S3Exception error)
    {
        var type = error.Code switch
        {
            "InvalidAccessKeyId" or "InvalidToken" => "UnrecognizedClientException",
            "SignatureDoesNotMatch" => "InvalidSignatureException",
            var code => code,
        };
        return Json(
            error.Status is 403 ? 400 : error.Status,
            writer =>
            {
                writer.WriteString("__type", type);
                writer.WriteString("message", error.Message);
            }
        );
    }

    static async Task<Reply> HandleAsync(S3Request request, Func<JsonElement, string, byte[], Reply> answer)
    {
        using var document = await JsonDocument.ParseAsync(request.Http.Body, cancellationToken: request.Aborted);
        var body = document.RootElement;
        var region = AuthorizationHeader.Parse(request.Http.Headers.Authorization.ToString(), "kms").Region;
        var keyId = body.TryGetProperty("KeyId", out var named)
            ? named.GetString()!
            : throw Invalid("ValidationException", "This stub needs a KeyId.");
        var arn = Arn(keyId, region);
        return answer(body, arn, Bound(arn, body));
    }

    static Reply Encrypt(JsonElement body, string arn, byte[] bound)
    {
        var plaintext = body.GetProperty("Plaintext").GetBytesFromBase64();
        var ciphertext = new byte[NonceLength + plaintext.Length + TagLength];
        var nonce = ciphertext.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (Key)
            Key.Encrypt(
                nonce,
                plaintext,
                ciphertext.AsSpan(NonceLength, plaintext.Length),
                ciphertext.AsSpan(NonceLength + plaintext.Length),
                bound
            );
        return Json(
            200,
            writer =>
            {
                writer.WriteBase64String("CiphertextBlob", ciphertext);
                writer.WriteString("KeyId", arn);
                writer.WriteString("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
            }
        );
    }

    static Reply Decrypt(JsonElement body, string arn, byte[] bound)
    {
        var ciphertext = body.GetProperty("CiphertextBlob").GetBytesFromBase64();
        if (ciphertext.Length < NonceLength + TagLength)
            throw Invalid("InvalidCiphertextException", "");
        var plaintext = new byte[ciphertext.Length - NonceLength - TagLength];
        try
        {
            lock (Key)
                Key.Decrypt(
                    ciphertext.AsSpan(0, NonceLength),
                    ciphertext.AsSpan(NonceLength, plaintext.Length),
                    ciphertext.AsSpan(NonceLength + plaintext.Length),
                    plaintext,
                    bound
                );
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Invalid("InvalidCiphertextException", "");
        }
        return Json(
            200,
            writer =>
            {
                writer.WriteBase64String("Plaintext", plaintext);
                writer.WriteString("KeyId", arn);
                writer.WriteString("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
            }
        );
    }

    static string Arn(string keyId, string region)
    {
        if (keyId.StartsWith("arn:", StringComparison.Ordinal))
        {
            return keyId.StartsWith($"arn:aws:kms:{region}:{Owner.AccountId}:key/", StringComparison.Ordinal)
                ? keyId
                : throw Invalid("NotFoundException", $"Invalid arn {region}");
        }
        return keyId switch
        {
            "alias/missing" => throw Invalid(
                "NotFoundException",
                $"Alias arn:aws:kms:{region}:{Owner.AccountId}:alias/missing is not found."
            ),
            "alias/disabled" => throw Invalid("DisabledException", "The key is disabled."),
            "alias/denied" => throw Invalid(
                "AccessDeniedException",
                "The user is not authorized to perform this operation on the resource."
            ),
            _ => $"arn:aws:kms:{region}:{Owner.AccountId}:key/{keyId.Replace('/', '-')}",
        };
    }

    /// <summary>The ARN and the context, sorted: each text with its length before it, so that no two read alike.</summary>
    static byte[] Bound(string arn, JsonElement body)
    {
        var texts = new List<string> { arn };
        if (body.TryGetProperty("EncryptionContext", out var context))
            texts.AddRange(
                context
                    .EnumerateObject()
                    .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                    .SelectMany(entry => (string[])[entry.Name, entry.Value.GetString()!])
            );
        return Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => $"{text.Length}:{text}")));
    }

    static S3Exception Invalid(string code, string message) => new(400, code, message);

    static Reply Json(int status, Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return new Reply(status) { Body = Content.Of(text.ToArray()), Headers = { ["Content-Type"] = "application/x-amz-json-1.1" } };
    }
}
