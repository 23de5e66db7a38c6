using System.Management.Automation;

namespace RedshiftEncryption.Loading;

/// <summary>Resolves the module's own assemblies in <c>lib</c> while any runspace has the module imported.</summary>
/// <remarks>
/// PowerShell runs OnRemove on a new instance, and both methods once per runspace. The assembly itself stays loaded. So a
/// static handler is added on each import and removed on each removal: Remove-Module in one runspace does not affect others.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport() => OwnAssemblies.Attach();

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => OwnAssemblies.Detach();
}
