using System.Text.Json.Serialization;

namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Specifies the outcome of a task, by the names that S3 Batch Operations knows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResultCode>))]
internal enum ResultCode
{
    Succeeded,

    /// <summary>S3 Batch Operations sends the task again before the job ends.</summary>
    TemporaryFailure,

    /// <summary>The task is not sent again. Its text is in the completion report.</summary>
    PermanentFailure,
}
