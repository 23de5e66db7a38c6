using System.Runtime.Loader;

namespace RedshiftEncryption.Loading;

/// <summary>Adds and removes the handler that finds the module's own assemblies.</summary>
internal static class OwnAssemblies
{
    public static void Attach() => AssemblyLoadContext.Default.Resolving += ModuleLoadContext.ResolveOwn;

    public static void Detach() => AssemblyLoadContext.Default.Resolving -= ModuleLoadContext.ResolveOwn;
}
