namespace RedshiftEncryption.Transfer;

/// <summary>Specifies how multipart uploads are made resumable.</summary>
/// <param name="Directory">The directory of the state files, an absolute path.</param>
/// <param name="Inform">Receives messages about what is resumed. From any thread.</param>
/// <param name="Warn">Receives warnings, also about an upload that stays open after a cancellation. From any thread.</param>
internal sealed record ResumeOptions(string Directory, Action<string> Inform, Action<string> Warn);
