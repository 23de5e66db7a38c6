namespace HelpCompiler;

/// <summary>Contains the description of a cmdlet from a Markdown page. Texts are lists of paragraphs without markup.</summary>
sealed record HelpPage(string Name)
{
    public IReadOnlyList<string> Synopsis { get; init; } = [];

    public IReadOnlyList<string> Description { get; init; } = [];

    public IReadOnlyList<HelpExample> Examples { get; init; } = [];

    /// <summary>Gets the texts of the parameters by name, without the dash.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Gets the texts by type name, like <see cref="Outputs"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Inputs { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Outputs { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public IReadOnlyList<string> Notes { get; init; } = [];

    public IReadOnlyList<HelpLink> Links { get; init; } = [];
}
