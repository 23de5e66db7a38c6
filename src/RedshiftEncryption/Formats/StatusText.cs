namespace RedshiftEncryption.Formats;

/// <summary>Colors a status for the module's views. Public only for the script blocks of the format file.</summary>
public static class StatusText
{
    const string AlwaysRendered = "Ansi";

    /// <summary>
    /// Returns the status in its color, or plain where standard output is redirected to a file or another program: PowerShell
    /// removes colors from output of its own commands, but not from the redirected output of the process.
    /// </summary>
    /// <param name="status">The text of the status.</param>
    /// <param name="color">A color of <c>$PSStyle</c>; null where it does not exist, as in Windows PowerShell.</param>
    /// <param name="reset">The sequence that resets the color.</param>
    /// <param name="rendering">The value of <c>$PSStyle.OutputRendering</c>.</param>
    /// <returns>The text.</returns>
    public static string Show(string status, string? color, string? reset, string? rendering) =>
        string.Equals(rendering, AlwaysRendered, StringComparison.Ordinal) || !Console.IsOutputRedirected
            ? $"{color}{status}{reset}"
            : status;
}
