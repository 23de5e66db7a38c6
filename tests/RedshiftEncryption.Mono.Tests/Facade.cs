using System.Reflection;
using System.Text;

namespace RedshiftEncryption.Mono;

/// <summary>
/// The facade <c>netstandard</c> of .NET Framework 4.7.2, which forwards every type of .NET Standard 2.0 to the assembly that
/// has it. Windows has it; Debian's Mono has the types and not the facade. The one to compile against does, but Mono refuses to
/// run an assembly that is marked as a reference assembly, so the mark is renamed.
/// </summary>
internal static class Facade
{
    const string Mark = "ReferenceAssemblyAttribute\0";

    public static Assembly Load()
    {
        var content = File.ReadAllBytes(Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "netstandard.facade"));
        // One character is one byte here.
        var text = Encoding.GetEncoding("iso-8859-1").GetString(content);
        content[text.IndexOf(Mark, StringComparison.Ordinal)] = (byte)'_';
        return Assembly.Load(content);
    }
}
