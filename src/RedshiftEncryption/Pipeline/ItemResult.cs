using System.Runtime.InteropServices;
using RedshiftEncryption.Runs;

namespace RedshiftEncryption.Pipeline;

/// <summary>Represents what a command did with an object, for the report of a run.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Length">The length of the object in bytes; null if only the inventory may contain it.</param>
/// <param name="ErrorId">The error ID in the report for a failure that is a result and not an error; null for other outcomes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemResult(RunOutcome Outcome, long? Length = null, string? ErrorId = null);
