namespace RedshiftStandIn;

/// <summary>One statement of a run.</summary>
sealed class RunStep(string text)
{
    public string Text => text;

    public string Status { get; set; } = "SUBMITTED";

    public string? Error { get; set; }

    public long QueryId { get; set; }

    public List<object?[]> Rows { get; } = [];
}
