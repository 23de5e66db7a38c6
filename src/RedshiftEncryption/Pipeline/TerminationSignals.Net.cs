using System.Runtime.InteropServices;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// Makes SIGTERM and SIGHUP clean up as Ctrl+C does: all commands of the process are canceled, abort their uploads and delete
/// their partial files before the signal ends the process. .NET ends it as soon as the handler returns.
/// </summary>
internal static class TerminationSignals
{
    /// <summary>The time limit for cleanup. The sender of the signal may send SIGKILL after ten seconds.</summary>
    static readonly TimeSpan CleaningTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a command's thread waits for the process to end. A host that handles the signal itself may keep the process
    /// alive.
    /// </summary>
    static readonly TimeSpan EndingTimeout = TimeSpan.FromSeconds(10);

    static readonly HashSet<AsyncCommand> Commands = [];
    static PosixSignalRegistration[] registrations = [];
    static volatile bool isEnding;

    /// <summary>Includes the command in the cleanup until it leaves.</summary>
    public static void Enter(AsyncCommand command)
    {
        lock (Commands)
        {
            Commands.Add(command);
            // Only while commands run: at other times the signals are the host's.
            if (registrations.Length == 0)
                registrations =
                [
                    PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
                    PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
                ];
        }
    }

    /// <summary>Removes a command that has settled.</summary>
    public static void Leave(AsyncCommand command)
    {
        lock (Commands)
        {
            Commands.Remove(command);
            // The handler's thread must not dispose its own registration.
            if (Commands.Count > 0 || isEnding)
                return;
            foreach (var registration in registrations)
                registration.Dispose();
            registrations = [];
        }
    }

    /// <summary>
    /// Holds the pipeline's thread while a signal ends the process: the script would continue, or end with exit code 0.
    /// </summary>
    public static void HoldWhileEnding()
    {
        if (!isEnding)
            return;
        Thread.Sleep(EndingTimeout);
        // The host has kept the process alive: later commands need not wait.
        isEnding = false;
    }

    static void End(PosixSignalContext signal)
    {
        isEnding = true;
        AsyncCommand[] commands;
        lock (Commands)
            commands = [.. Commands];
        _ = Task.WaitAll([.. commands.Select(static command => command.TerminateAsync())], CleaningTimeout);
    }
}
