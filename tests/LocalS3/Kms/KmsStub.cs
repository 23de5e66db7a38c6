using System.Text.Json;

namespace LocalS3;

/// <summary>
/// A stub of AWS KMS: Encrypt and Decrypt alone, whatever key is named. The encryption is real (see <see cref="KmsCiphertext"/>),
/// the key management is not: there are no policies, grants or key states. A key whose alias is missing, disabled or denied is
/// refused with that error. Ciphertexts of others are decrypted if <see cref="KmsAnswers"/> has them.
/// </summary>
static class KmsStub
{
    const string TargetHeader = "X-Amz-Target";

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

    static async Task<Reply> HandleAsync(S3Request request, Func<JsonElement, string, KmsAnswers, Reply> answer)
    {
        using var document = await JsonDocument.ParseAsync(request.Http.Body, cancellationToken: request.Aborted);
        var region = AuthorizationHeader.Parse(request.Http.Headers.Authorization.ToString(), "kms").Region;
        return answer(document.RootElement, region, request.KmsAnswers);
    }

    static Reply Encrypt(JsonElement body, string region, KmsAnswers answers)
    {
        var arn = NamedKey(body, region, answers) ?? throw Invalid("ValidationException", "Encrypt needs a KeyId.");
        return Result(arn, "CiphertextBlob", KmsCiphertext.Encrypt(arn, Context(body), Bytes(body, "Plaintext")));
    }

    static Reply Decrypt(JsonElement body, string region, KmsAnswers answers)
    {
        var named = NamedKey(body, region, answers);
        var context = Context(body);
        var ciphertext = Bytes(body, "CiphertextBlob");
        var listed = answers.Find(ciphertext).ToList();
        var arn = (listed.Count > 0 ? listed[0].KeyId : KmsCiphertext.ArnIn(ciphertext)) ?? throw Invalid("InvalidCiphertextException", "");
        if (named is not null && !named.Equals(arn, StringComparison.Ordinal))
            throw Invalid("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");
        if (named is null && !IsIn(region, arn))
            throw Invalid(
                "AccessDeniedException",
                "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not "
                    + "allowed to access."
            );
        var plaintext =
            listed.Count > 0
                ? listed.Find(answer => IsSame(answer.EncryptionContext, context))?.Plaintext
                : KmsCiphertext.Decrypt(arn, context, ciphertext);
        return Result(arn, "Plaintext", plaintext ?? throw Invalid("InvalidCiphertextException", ""));
    }

    /// <summary>The ARN of the key that a request names; null if it names none.</summary>
    static string? NamedKey(JsonElement body, string region, KmsAnswers answers)
    {
        if (!body.TryGetProperty("KeyId", out var named))
            return null;
        var keyId = named.GetString()!;
        if (keyId.StartsWith("arn:", StringComparison.Ordinal))
        {
            return
                IsIn(region, keyId)
                && (answers.HasKey(keyId) || keyId.StartsWith($"arn:aws:kms:{region}:{Owner.AccountId}:key/", StringComparison.Ordinal))
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

    static bool IsIn(string region, string arn) =>
        arn.Split(':') is [_, _, "kms", var found, ..] && found.Equals(region, StringComparison.Ordinal);

    static bool IsSame(IReadOnlyDictionary<string, string> left, Dictionary<string, string> right) =>
        left.Count == right.Count
        && left.All(entry => right.TryGetValue(entry.Key, out var value) && value.Equals(entry.Value, StringComparison.Ordinal));

    static Dictionary<string, string> Context(JsonElement body) =>
        body.TryGetProperty("EncryptionContext", out var context)
            ? context.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal)
            : [];

    static byte[] Bytes(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value)
            ? value.GetBytesFromBase64()
            : throw Invalid("ValidationException", $"The request has no {name}.");

    static S3Exception Invalid(string code, string message) => new(400, code, message);

    static Reply Result(string arn, string name, byte[] bytes) =>
        Json(
            200,
            writer =>
            {
                writer.WriteBase64String(name, bytes);
                writer.WriteString("KeyId", arn);
                writer.WriteString("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
            }
        );

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
