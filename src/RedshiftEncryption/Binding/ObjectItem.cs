using System.Management.Automation;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>An object that a command is to work on.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Listed">What the listing says of it; null where it was named.</param>
/// <param name="Record">The record that named it; null where it was listed.</param>
internal sealed record ObjectItem(S3Address Address, ListedObject? Listed, PSObject? Record)
{
    /// <summary>Whether the listing shows that no other object holds its envelope.</summary>
    public bool HasNoInstructionFile { get; init; }
}
