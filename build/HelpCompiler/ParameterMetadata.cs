namespace HelpCompiler;

/// <summary>Describes a parameter as PowerShell binds it.</summary>
/// <param name="Name">Its name, without the dash.</param>
/// <param name="Type">The name of its type, as help shows it.</param>
/// <param name="Position">A number from 0, or Named.</param>
/// <param name="PipelineInput">False, or True with the ways in parentheses.</param>
/// <param name="DefaultValue">The value when the parameter is not specified; None if there is none.</param>
/// <param name="Required">Whether it is mandatory.</param>
/// <param name="Globbing">Whether wildcards are resolved.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Values">The only words that it accepts, if it is restricted to some.</param>
sealed record ParameterMetadata(
    string Name,
    string Type,
    string Position,
    string PipelineInput,
    string DefaultValue,
    bool Required,
    bool Globbing,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Values
)
{
    public bool IsSwitch => Type is "SwitchParameter";

    public bool IsArray => Type.EndsWith("[]", StringComparison.Ordinal);
}
