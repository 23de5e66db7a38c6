namespace RedshiftEncryption.Lambda.Runtime;

/// <summary>Represents an error as AWS Lambda's Runtime API takes it.</summary>
/// <param name="ErrorType">The stable name of the error.</param>
/// <param name="ErrorMessage">What failed. It contains no secret.</param>
internal sealed record RuntimeError(string ErrorType, string ErrorMessage);
