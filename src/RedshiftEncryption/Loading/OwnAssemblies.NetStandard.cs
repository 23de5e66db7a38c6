namespace RedshiftEncryption.Loading;

/// <summary>Adds and removes the handler that finds the module's own assemblies.</summary>
internal static class OwnAssemblies
{
    public static void Attach() => AppDomain.CurrentDomain.AssemblyResolve += ModuleResolver.Resolve;

    public static void Detach() => AppDomain.CurrentDomain.AssemblyResolve -= ModuleResolver.Resolve;
}
