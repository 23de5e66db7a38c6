using Microsoft.PowerShell;

namespace WindowsHost;

/// <summary>Runs PowerShell with a console of its own, so that it works where there is no terminal.</summary>
internal static class Program
{
    // Nothing may use System.Console before this: it keeps the state of the console that it finds.
    static int Main(string[] args)
    {
        OwnConsole.Ensure();
        return ConsoleShell.Start(bannerText: "", helpText: "", args);
    }
}
