using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Accepts a <see cref="RootKey"/>, the path of a key file, a SecureString with the base64 text, or 32 bytes. Rejects any
/// other value with a message that lists the accepted forms and never contains the value.
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
        var several = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        // An array of bytes is one key.
        if (several is System.Collections.IList { Count: 0 })
            throw Refused($"The list does not contain a root key. {Forms}");
        return several is System.Collections.IList list and not byte[] && !(several is object[] items && TryGetBytes(items, out _))
            ? list.Cast<object>().Select(item => One(engineIntrinsics, item)).ToArray()
            : new[] { One(engineIntrinsics, inputData) };
    }

    static RootKey One(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            RootKey key => key,
            string text => FromPath(engineIntrinsics, text),
            FileInfo file => new DeferredRootKey(files => files.Read(file.FullName)),
            SecureString secret => new DeferredRootKey(_ => RootKeyText.Parse(secret)),
            byte[] bytes => FromBytes(bytes),
            object[] items when TryGetBytes(items, out var bytes) => FromOwnBytes(bytes),
            null => throw Refused($"The root key is null, which would leave the objects without client-side encryption. {Forms}"),
            _ => throw Refused($"A root key cannot be created from {TypeName(inputData)}. {Forms}"),
        };
    }

    static DeferredRootKey FromPath(EngineIntrinsics engine, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw Refused($"The root key is an empty string. {Forms}");
        // A path can look like a key by chance. Then the file exists.
        if (RootKeyText.LooksLikeKey(path) && !engine.InvokeProvider.Item.Exists(WildcardPattern.Escape(path)))
            throw Refused($"The root key was specified as text, which remains in the history and in logs. Create a new key. {Forms}");
        return new DeferredRootKey(files => files.Read(Existing(files.Resolve, path)));
    }

    /// <summary>
    /// Returns the file system path of an existing file. The error for any other text does not contain it: it may be a typed
    /// key, in any notation.
    /// </summary>
    static string Existing(Func<string, string> resolve, string path)
    {
        string? resolved;
        try
        {
            resolved = resolve(path);
        }
        catch (Exception exception)
            when (exception is SessionStateException or NotAFileSystemPathException or ArgumentException or IOException)
        {
            // The message of the exception contains the text.
            resolved = null;
        }
        return File.Exists(resolved)
            ? resolved!
            : throw new FileNotFoundException(
                "-RootKey does not name an existing file. The value is not shown in case it is a key. If it is, it is now in your "
                    + "shell history, so create a new key. A relative path is relative to the current PowerShell location."
            );
    }

    static DeferredRootKey FromBytes(byte[] bytes)
    {
        // The array belongs to the caller. The key is read from a copy, which is zeroed.
        var copy = bytes.Length == RootKey.LengthInBytes ? SecretBytes.CopyOf(bytes) : null;
        var length = bytes.Length;
        return new DeferredRootKey(_ => copy is null ? throw InvalidRootKeyException.WrongLength(length) : new RootKey(copy));
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
            if ((items[i] is PSObject wrapped ? wrapped.BaseObject : items[i]) is not byte value)
                return false;
            bytes[i] = value;
        }
        return items.Length > 0;
    }

    static string TypeName(object input) =>
        input is PSObject { TypeNames.Count: > 0 } wrapped ? wrapped.TypeNames[0] : input.GetType().FullName!;

    static ArgumentTransformationMetadataException Refused(string message) => new(message);
}
