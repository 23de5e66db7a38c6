namespace HelpCompiler;

/// <summary>Describes a cmdlet as PowerShell sees it. Export-CommandMetadata.ps1 writes this.</summary>
/// <param name="Name">The name of the cmdlet.</param>
/// <param name="ParameterSets">The parameter sets, the default one first.</param>
/// <param name="Parameters">All visible parameters, each once.</param>
sealed record CommandMetadata(
    string Name,
    IReadOnlyList<IReadOnlyList<ParameterMetadata>> ParameterSets,
    IReadOnlyList<ParameterMetadata> Parameters
);
