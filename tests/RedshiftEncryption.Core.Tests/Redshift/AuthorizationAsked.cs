using System.Security;
using CsCheck;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Authorizations and root keys, allowed and refused ones, as options that are asked for.</summary>
internal static class AuthorizationAsked
{
    const string Arn = "arn:aws:iam::123456789012:role/";

    /// <summary>Some keys for all cases: making one takes longer than a case.</summary>
    static readonly RootKey[] Keys = [RootKey.Create(), RootKey.Create(), RootKey.Create()];

    static readonly Gen<string> Role = Gen.OneOf(
        Gen.Const("default"),
        Pick.OneOf("Load", "path/Load", "a=b+c.d@e_f-g")
            .Array[1, 3]
            .Select(static names => string.Join(',', names.Select(static name => Arn + name)))
    );

    static readonly Gen<string> Secret = Gen.Char["ABCxyz0189/+=!#%-._~<>|*"]
        .Array[1, 60]
        .Select(static characters => new string(characters));

    static Gen<AskedOption<T>> RoleOption<T>()
        where T : StatementRequest =>
        Role.Select(static role =>
            AskedOption<T>.Of("IAM_ROLE", role, request => request with { Authorization = request.Authorization with { IamRole = role } })
        );

    static Gen<AskedOption<T>> KeysOption<T>()
        where T : StatementRequest =>
        Secret.Select(static secret => new AskedOption<T>(
            "ACCESS_KEY_ID",
            secret,
            request =>
                request with
                {
                    Authorization = request.Authorization with { AccessKeyId = "AKIAIOSFODNN7EXAMPLE", SecretAccessKey = Secure(secret) },
                },
            ("ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("SECRET_ACCESS_KEY", secret)
        ));

    static Gen<AskedOption<T>> TokenOption<T>()
        where T : StatementRequest =>
        Secret.Select(static token =>
            AskedOption<T>.Of(
                "SESSION_TOKEN",
                token,
                request => request with { Authorization = request.Authorization with { SessionToken = Secure(token) } }
            )
        );

    static Gen<AskedOption<T>> CredentialsOption<T>()
        where T : StatementRequest =>
        Gen.Const(
            AskedOption<T>.Of(
                "CREDENTIALS",
                "",
                static request => request with { Authorization = request.Authorization with { InCredentialsString = true } }
            )
        );

    /// <summary>Mostly what Redshift takes; also nothing, a token alone, both ways at once.</summary>
    public static Gen<AskedOption<T>[]> Of<T>()
        where T : StatementRequest
    {
        var ways = Gen.OneOf(
            RoleOption<T>().Array[1],
            RoleOption<T>().Array[1],
            RoleOption<T>().Array[1],
            KeysOption<T>().Array[1],
            Gen.Select(KeysOption<T>(), TokenOption<T>(), static (keys, token) => new[] { keys, token }),
            Gen.Select(RoleOption<T>(), KeysOption<T>(), static (role, keys) => new[] { role, keys }),
            TokenOption<T>().Array[0, 1],
            Gen.Select(RoleOption<T>(), TokenOption<T>(), static (role, token) => new[] { role, token })
        );
        return Gen.Select(ways, CredentialsOption<T>().Array[0, 1], static (way, credentials) => way.Concat(credentials).ToArray());
    }

    /// <summary>ENCRYPTED with a key; at times without one, or a key without ENCRYPTED.</summary>
    public static Gen<AskedOption<T>> RootKeyOption<T>()
        where T : StatementRequest =>
        Gen.Select(
            Pick.OneOf(Keys),
            Gen.Int[0, 5],
            static (key, way) =>
                way switch
                {
                    0 => new AskedOption<T>(
                        "root key alone",
                        "",
                        request => request with { RootKey = key },
                        ("MASTER_SYMMETRIC_KEY", Base64(key))
                    ),
                    1 => new AskedOption<T>(
                        "ENCRYPTED",
                        "",
                        static request => request with { Encrypted = true },
                        ("ENCRYPTED", ""),
                        ("MASTER_SYMMETRIC_KEY", "<root-key>")
                    ),
                    _ => new AskedOption<T>(
                        "ENCRYPTED",
                        "key",
                        request => request with { Encrypted = true, RootKey = key },
                        ("ENCRYPTED", ""),
                        ("MASTER_SYMMETRIC_KEY", Base64(key))
                    ),
                }
        );

    static string Base64(RootKey key) => Convert.ToBase64String(key.Secret.Array);

    static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
            secure.AppendChar(character);
        return secure;
    }
}
