using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Envelope;

/// <summary>Contains the envelope, or the part of it, that is in an instruction file.</summary>
/// <param name="Address">The instruction file.</param>
/// <param name="Description">What the server reports about it.</param>
/// <param name="Fields">The fields by their names; empty if the file is marked as an instruction file but cannot be parsed.</param>
internal sealed record InstructionFileContent(S3Address Address, ObjectDescription Description, IReadOnlyDictionary<string, string> Fields);
