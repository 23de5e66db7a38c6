using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Accepts a <see cref="RootKey"/>, the path of a key file, a SecureString with the base64 text, or its bytes: 32, or
/// 16 or 24 where objects are read. Rejects any other value with a message that lists the accepted forms and never contains
/// the value.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RootKeyTransformationAttribute : ArgumentTransformationAttribute
{
    const string Forms = "Specify a RootKey from New-RootKey, the path of a key file, a SecureString (Get-Secret), or 32 bytes.";

    /// <summary>Whether the parameter accepts several keys.</summary>
    public bool Several { get; set; }

    /// <summary>True: null is rejected too, because it must not turn off encryption.</summary>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (!Several)
            return One(engineIntrinsics, inputData);
        var several = KeyArgument.Unwrap(inputData);
        // An array of bytes is one key.
        if (several is System.Collections.IList { Count: 0 })
            throw Refused($"The list does not contain a root key. {Forms}");
        return several is System.Collections.IList list and not byte[] && !(several is object[] items && TryGetBytes(items, out _))
            ? list.Cast<object>().Select(item => One(engineIntrinsics, item)).ToArray()
            : new[] { One(engineIntrinsics, inputData) };
    }

    static RootKey One(EngineIntrinsics engineIntrinsics, object inputData)
    {
        return KeyArgument.Unwrap(inputData) switch
        {
            RootKey key => key,
            string text => FromPath(engineIntrinsics, text),
            FileInfo file => new DeferredRootKey(files => files.Read(file.FullName)),
            SecureString secret => new DeferredRootKey(files => RootKeyText.Parse(secret, files.Purpose)),
            byte[] bytes => FromBytes(bytes),
            object[] items when TryGetBytes(items, out var bytes) => FromOwnBytes(bytes),
            null => throw Refused($"The root key is null, which would leave the objects without client-side encryption. {Forms}"),
            _ => throw Refused($"A root key cannot be created from {KeyArgument.TypeName(inputData)}. {Forms}"),
        };
    }

    static DeferredRootKey FromPath(EngineIntrinsics engine, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw Refused($"The root key is an empty string. {Forms}");
        if (KeyArgument.IsKeyText(engine.InvokeProvider, path))
            throw Refused($"{KeyArgument.WasText} {Forms}");
        return new DeferredRootKey(files => files.Read(KeyArgument.ExistingFile(files.Resolve, path, "RootKey")));
    }

    static DeferredRootKey FromBytes(byte[] bytes)
    {
        // The array belongs to the caller. The key is read from a copy, which is zeroed.
        var copy = RootKey.IsLength(bytes.Length) ? SecretBytes.CopyOf(bytes) : null;
        var length = bytes.Length;
        return new DeferredRootKey(files =>
        {
            if (copy is not null && files.Purpose.AcceptsRaw(length))
                return new RootKey(copy);
            copy?.Dispose();
            throw InvalidRootKeyException.WrongLength(length, path: null, files.Purpose);
        });
    }

    static DeferredRootKey FromOwnBytes(byte[] bytes)
    {
        try
        {
            return FromBytes(bytes);
        }
        finally
        {
            Array.Clear(bytes, 0, bytes.Length);
        }
    }

    static bool TryGetBytes(object[] items, out byte[] bytes)
    {
        bytes = new byte[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (KeyArgument.Unwrap(items[i]) is not byte value)
                return false;
            bytes[i] = value;
        }
        return items.Length > 0;
    }

    static ArgumentTransformationMetadataException Refused(string message) => new(message);
}
