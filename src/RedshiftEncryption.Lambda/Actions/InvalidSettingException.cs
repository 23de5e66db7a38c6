using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>
/// Thrown when an environment variable of the function or an argument of the job is not valid. The message never contains the
/// value of one that can be a secret.
/// </summary>
internal sealed class InvalidSettingException : Exception, IItemFailure
{
    public InvalidSettingException() { }

    public InvalidSettingException(string message)
        : base(message) { }

    public InvalidSettingException(string message, Exception innerException)
        : base(message, innerException) { }

    string IItemFailure.ErrorId => "InvalidSetting";
}
