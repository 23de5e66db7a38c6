using System.Management.Automation;
using System.Runtime.Loader;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Lets the default load context find the module's own assemblies in <c>lib</c> while the module is imported anywhere.
/// </summary>
/// <remarks>
/// PowerShell runs OnRemove on a new instance, and both once a runspace; the assembly itself stays loaded. So it is one
/// static handler, added on each import and taken away on each removal: two runspaces survive one's Remove-Module.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += ModuleLoadContext.ResolveOwn;

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= ModuleLoadContext.ResolveOwn;
}
