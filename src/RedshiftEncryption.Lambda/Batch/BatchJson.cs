using System.Text.Json.Serialization;

namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Reads and writes the JSON of S3 Batch Operations without reflection, which a native binary does not have.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BatchEvent))]
[JsonSerializable(typeof(BatchResponse))]
internal sealed partial class BatchJson : JsonSerializerContext;
