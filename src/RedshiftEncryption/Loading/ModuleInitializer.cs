using System.Management.Automation;
#if NET
using System.Runtime.Loader;
#endif

namespace RedshiftEncryption.Loading;

/// <summary>Lets the module's own assemblies in <c>lib</c> be found while the module is imported anywhere.</summary>
/// <remarks>
/// PowerShell runs OnRemove on a new instance, and both once a runspace; the assembly itself stays loaded. So it is one
/// static handler, added on each import and taken away on each removal: two runspaces survive one's Remove-Module.
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
