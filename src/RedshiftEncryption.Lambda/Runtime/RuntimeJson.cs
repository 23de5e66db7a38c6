using System.Text.Json.Serialization;

namespace RedshiftEncryption.Lambda.Runtime;

/// <summary>Writes errors for the Runtime API without reflection, which a native binary does not have.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RuntimeError))]
internal sealed partial class RuntimeJson : JsonSerializerContext;
