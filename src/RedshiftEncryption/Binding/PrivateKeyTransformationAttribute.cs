using System.Management.Automation;
using System.Security.Cryptography;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Accepts an <see cref="RsaPrivateKey"/>, the path of a PEM file, or an <see cref="RSA"/> object, which the caller still
/// owns. Rejects any other value with a message that lists the accepted forms and never contains the value.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PrivateKeyTransformationAttribute : ArgumentTransformationAttribute
{
    const string Forms = "Specify the path of a PEM file, or an RSA object.";

    /// <summary>Whether the parameter accepts several keys.</summary>
    public bool Several { get; set; }

    /// <summary>True: a null key would open no object, which would look like the wrong key.</summary>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (!Several)
            return One(inputData);
        return KeyArgument.Unwrap(inputData) switch
        {
            System.Collections.IList { Count: 0 } => throw Refused($"The list does not contain a private key. {Forms}"),
            System.Collections.IList list => list.Cast<object>().Select(One).ToArray(),
            _ => new[] { One(inputData) },
        };
    }

    static RsaPrivateKey One(object inputData) =>
        KeyArgument.Unwrap(inputData) switch
        {
            RsaPrivateKey key => key,
            string text => FromPath(text),
            FileInfo file => new DeferredPrivateKey((files, passphrase) => files.ReadPrivateKey(file.FullName, passphrase)),
            RSA rsa => new DeferredPrivateKey((_, _) => RsaPrivateKey.Of(rsa)),
            null => throw Refused($"The private key is null. {Forms}"),
            _ => throw Refused($"A private key cannot be created from {KeyArgument.TypeName(inputData)}. {Forms}"),
        };

    static DeferredPrivateKey FromPath(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw Refused($"The private key is an empty string. {Forms}");
        // Of PEM text, whole or by lines. No path that is in use contains it.
        if (path.Contains("-----", StringComparison.Ordinal))
            throw Refused($"The private key was specified as text, which remains in the history and in logs. {Forms}");
        return new DeferredPrivateKey(
            (files, passphrase) => files.ReadPrivateKey(KeyArgument.ExistingFile(files.Resolve, path, "PrivateKey"), passphrase)
        );
    }

    static ArgumentTransformationMetadataException Refused(string message) => new(message);
}
