namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Reads the authorization of COPY and UNLOAD, by the documentation's page on it.</summary>
internal static class AuthorizationParser
{
    public static void Read(TokenReader reader)
    {
        if (reader.Skip("IAM_ROLE"))
            reader.Fact("IAM_ROLE", reader.Skip("default") ? "default" : reader.Literal());
        else if (reader.Skip("CREDENTIALS"))
            ReadCredentials(reader, reader.Literal());
        else
        {
            reader.Expect("ACCESS_KEY_ID");
            reader.Fact("ACCESS_KEY_ID", reader.Literal());
            reader.Expect("SECRET_ACCESS_KEY");
            reader.Fact("SECRET_ACCESS_KEY", reader.Literal());
            if (reader.Skip("SESSION_TOKEN"))
                reader.Fact("SESSION_TOKEN", reader.Literal());
        }
    }

    /// <summary>name=value with semicolons between them, and no spaces.</summary>
    static void ReadCredentials(TokenReader reader, string text)
    {
        Assert.DoesNotContain(' ', text);
        reader.Fact("CREDENTIALS", "");
        foreach (var pair in text.Split(';'))
        {
            var name = pair[..pair.IndexOf('=', StringComparison.Ordinal)];
            var value = pair[(name.Length + 1)..];
            reader.Fact(
                name switch
                {
                    "aws_iam_role" => "IAM_ROLE",
                    "aws_access_key_id" => "ACCESS_KEY_ID",
                    "aws_secret_access_key" => "SECRET_ACCESS_KEY",
                    "token" => "SESSION_TOKEN",
                    "master_symmetric_key" => "MASTER_SYMMETRIC_KEY",
                    _ => throw new InvalidOperationException($"{name} is no part of a CREDENTIALS string."),
                },
                value
            );
        }
    }
}
