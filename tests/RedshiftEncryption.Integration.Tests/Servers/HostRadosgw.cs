namespace RedshiftEncryption.Integration.Servers;

/// <summary>This machine's own packages: 16.2 on Debian 12, which needs the compatibility settings.</summary>
public sealed class HostRadosgw : Radosgw
{
    private protected override string Variant => "host";
}
