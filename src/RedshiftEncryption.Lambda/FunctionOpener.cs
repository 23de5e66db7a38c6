using System.Globalization;
using RedshiftEncryption.Aws.Kms;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Lambda.Actions;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Lambda;

/// <summary>Puts the function together from its environment: settings, credentials, keys and memory.</summary>
internal static class FunctionOpener
{
    const string MemoryVariable = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

    const long MiB = 1024 * 1024;

    /// <summary>What the process and the SDK need besides the buffers, in bytes.</summary>
    const long OtherMemory = 96 * MiB;

    /// <summary>The least memory for buffers, in bytes: four parts of the smallest object that needs several.</summary>
    const long LeastMemory = 32 * MiB;

    /// <summary>How long an attempt may make no progress: a function pays for the time that it waits.</summary>
    static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Reads the environment, opens the connections and decrypts the root keys.</summary>
    /// <param name="log">Receives what is not in a result.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="InvalidSettingException">A variable is not valid.</exception>
    /// <exception cref="InvalidConnectionException">There is no region or no credentials.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS refused to decrypt a root key.</exception>
    /// <exception cref="InvalidRootKeyException">A decrypted root key does not have the fingerprint of its file.</exception>
    public static async Task<TaskProcessor> OpenAsync(Action<string> log, CancellationToken cancellationToken)
    {
        var settings = ActionSettings.Read(Environment.GetEnvironmentVariables());
        var connection = new ConnectionRequest { Timeout = StallTimeout, ExpectedBucketOwner = settings.ExpectedBucketOwner };
        var keys = new FunctionKeys(settings, (region, token) => KmsKeyProtection.OpenAsync(connection with { Region = region }, token));
        var store = await S3ObjectStore.OpenAsync(connection, cancellationToken).ConfigureAwait(false);
        try
        {
            await keys.UnlockAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (KeyProtectionException exception) when (FailureResult.IsTemporary(exception))
        {
            // Many processes start at once. Each event tries again, and is sent again if that fails.
            log($"KmsUnavailable: {exception.Message}");
        }
        return new TaskProcessor(settings, keys, store, new BufferPool(BufferMemory()), log);
    }

    /// <summary>Gets the memory for buffers in bytes: half of what the function has besides the process itself.</summary>
    static long BufferMemory()
    {
        var text = Environment.GetEnvironmentVariable(MemoryVariable);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            return BufferPool.DefaultLimit;
        return Math.Clamp(((size * MiB) - OtherMemory) / 2, LeastMemory, BufferPool.DefaultLimit);
    }
}
