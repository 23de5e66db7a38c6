using System.Text;
using System.Text.Json;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>
/// Implements as much of AWS KMS as a key file needs, below the SDK. It replaces KMS: its ciphertext is the plaintext with a
/// changed bit in each byte.
/// </summary>
internal sealed class ScriptedKms : HttpMessageHandler
{
    const string Arn = "arn:aws:kms:eu-central-1:111122223333:key/1";
    int responses;

    /// <summary>The response of this number, from 0, is changed.</summary>
    public (int Number, Random Random)? Change { get; init; }

    /// <summary>Gets the change that was made; null if there was no response of that number.</summary>
    public ResponseMutation? Mutation { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
        var (given, taken) = operation is "Encrypt" ? ("Plaintext", "CiphertextBlob") : ("CiphertextBlob", "Plaintext");
        var bytes = document.RootElement.GetProperty(given).GetBytesFromBase64();
        var reply = new ScriptedReply(
            200,
            Encoding.UTF8.GetBytes(
                $$"""{"KeyId":"{{Arn}}","{{taken}}":"{{Convert.ToBase64String([.. bytes.Select(static one => (byte)(one ^ 1))])}}","EncryptionAlgorithm":"SYMMETRIC_DEFAULT"}"""
            )
        );
        reply.Headers["Content-Type"] = "application/x-amz-json-1.1";
        if (Change is not { } change || Interlocked.Increment(ref responses) - 1 != change.Number)
            return reply.ToMessage(request);
        Mutation = ResponseMutation.Choose(operation, change.Random);
        return Mutation.Apply(request, reply);
    }
}
