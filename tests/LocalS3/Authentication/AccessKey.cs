using System.Security.Cryptography;

namespace LocalS3;

/// <summary>The one key pair that the server takes.</summary>
sealed record AccessKey(string Id, string Secret)
{
    const string IdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const string SecretCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Creates a pair with the lengths that AWS uses.</summary>
    public static AccessKey Random() =>
        new("LOCAL" + RandomNumberGenerator.GetString(IdCharacters, 15), RandomNumberGenerator.GetString(SecretCharacters, 40));

    /// <summary>The token that every request with this pair must have; null if none may.</summary>
    public string? SessionToken { get; init; }

    public override string ToString() => Id;
}
