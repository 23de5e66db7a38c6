using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RedshiftEncryption.Completion;

/// <summary>Completes names of AWS regions. Other regions work too: no value is checked against this table.</summary>
public sealed class RegionCompleter : IArgumentCompleter
{
    static readonly (string Name, string Place)[] Regions =
    [
        ("af-south-1", "Cape Town"),
        ("ap-east-1", "Hong Kong"),
        ("ap-east-2", "Taipei"),
        ("ap-northeast-1", "Tokyo"),
        ("ap-northeast-2", "Seoul"),
        ("ap-northeast-3", "Osaka"),
        ("ap-south-1", "Mumbai"),
        ("ap-south-2", "Hyderabad"),
        ("ap-southeast-1", "Singapore"),
        ("ap-southeast-2", "Sydney"),
        ("ap-southeast-3", "Jakarta"),
        ("ap-southeast-4", "Melbourne"),
        ("ap-southeast-5", "Malaysia"),
        ("ap-southeast-6", "New Zealand"),
        ("ap-southeast-7", "Thailand"),
        ("ca-central-1", "Central Canada"),
        ("ca-west-1", "Calgary"),
        ("cn-north-1", "Beijing"),
        ("cn-northwest-1", "Ningxia"),
        ("eu-central-1", "Frankfurt"),
        ("eu-central-2", "Zurich"),
        ("eu-north-1", "Stockholm"),
        ("eu-south-1", "Milan"),
        ("eu-south-2", "Spain"),
        ("eu-west-1", "Ireland"),
        ("eu-west-2", "London"),
        ("eu-west-3", "Paris"),
        ("eusc-de-east-1", "European Sovereign Cloud, Germany"),
        ("il-central-1", "Tel Aviv"),
        ("me-central-1", "UAE"),
        ("me-south-1", "Bahrain"),
        ("mx-central-1", "Mexico"),
        ("sa-east-1", "Sao Paulo"),
        ("us-east-1", "Northern Virginia"),
        ("us-east-2", "Ohio"),
        ("us-gov-east-1", "GovCloud, US-East"),
        ("us-gov-west-1", "GovCloud, US-West"),
        ("us-west-1", "Northern California"),
        ("us-west-2", "Oregon"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var begun = CompletionWord.Text(wordToComplete);
        return Regions
            .Where(region => region.Name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(static region => new CompletionResult(region.Name, region.Name, CompletionResultType.ParameterValue, region.Place));
    }
}
