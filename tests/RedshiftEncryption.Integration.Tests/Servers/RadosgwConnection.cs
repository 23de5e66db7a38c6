namespace RedshiftEncryption.Integration.Servers;

/// <summary>What radosgw.sh prints.</summary>
internal sealed record RadosgwConnection(string Endpoint, string AccessKeyId, string SecretAccessKey, string KmsKeyId, string Release);
