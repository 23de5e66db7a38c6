namespace HelpCompiler;

/// <summary>A cmdlet as PowerShell sees it; Export-CommandMetadata.ps1 writes it.</summary>
/// <param name="Name">Verb-Noun.</param>
/// <param name="ParameterSets">The default one first.</param>
/// <param name="Parameters">All that are shown, each once.</param>
sealed record CommandMetadata(
    string Name,
    IReadOnlyList<IReadOnlyList<ParameterMetadata>> ParameterSets,
    IReadOnlyList<ParameterMetadata> Parameters
);
