using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>A cmdlet that can have AWS KMS decrypt a key file's root key.</summary>
internal interface IKeyProtectionUser
{
    /// <summary>The connection for requests to KMS. The region is that of the key.</summary>
    ConnectionRequest KeyProtectionRequest { get; }

    /// <summary>Runs work on another thread and waits for it on the pipeline's.</summary>
    /// <exception cref="System.Management.Automation.PipelineStoppedException">Ctrl+C was pressed.</exception>
    T Wait<T>(Func<CancellationToken, Task<T>> work);
}
