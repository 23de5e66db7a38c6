namespace RedshiftEncryption.Formats;

/// <summary>A status as the module's views show it. Public for the format file alone, whose script blocks call it.</summary>
public static class StatusText
{
    const string AlwaysRendered = "Ansi";

    /// <summary>
    /// The status in its colour, or plain where standard output goes to a file or another program: PowerShell takes colours
    /// out of what passes through its own commands, and not of what the process writes to such a place.
    /// </summary>
    /// <param name="status">The status in words.</param>
    /// <param name="colour">One of the colours of <c>$PSStyle</c>; null where there is none, as in Windows PowerShell.</param>
    /// <param name="reset">What ends it.</param>
    /// <param name="rendering">The value of <c>$PSStyle.OutputRendering</c>.</param>
    /// <returns>The text.</returns>
    public static string Show(string status, string? colour, string? reset, string? rendering) =>
        string.Equals(rendering, AlwaysRendered, StringComparison.Ordinal) || !Console.IsOutputRedirected
            ? $"{colour}{status}{reset}"
            : status;
}
