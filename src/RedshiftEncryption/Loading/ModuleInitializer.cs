using System.Management.Automation;
#if NET
using System.Runtime.Loader;
#endif

namespace RedshiftEncryption.Loading;

/// <summary>Resolves the module's own assemblies in <c>lib</c> while any runspace has the module imported.</summary>
/// <remarks>
/// PowerShell runs OnRemove on a new instance, and both methods once per runspace. The assembly itself stays loaded. So a
/// static handler is added on each import and removed on each removal: Remove-Module in one runspace does not affect others.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport() =>
#if NET
        AssemblyLoadContext.Default.Resolving += ModuleLoadContext.ResolveOwn;
#else
        AppDomain.CurrentDomain.AssemblyResolve += ModuleResolver.Resolve;
#endif

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) =>
#if NET
        AssemblyLoadContext.Default.Resolving -= ModuleLoadContext.ResolveOwn;
#else
        AppDomain.CurrentDomain.AssemblyResolve -= ModuleResolver.Resolve;
#endif
}
