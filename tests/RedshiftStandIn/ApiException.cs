namespace RedshiftStandIn;

/// <summary>A refusal, as the Data API writes it.</summary>
sealed class ApiException(string code, string message, int status = 400) : Exception(message)
{
    public string Code => code;

    public int Status => status;
}
