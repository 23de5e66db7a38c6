namespace RedshiftEncryption.Pipeline;

/// <summary>Does nothing: .NET Framework cannot handle the signals of Unix.</summary>
internal static class TerminationSignals
{
    public static void Enter(AsyncCommand command) => _ = command;

    public static void Leave(AsyncCommand command) => _ = command;

    public static void HoldWhileEnding() { }
}
