namespace RedshiftEncryption.Integration.Servers;

/// <summary>Debian 13's packages, 18.2, which take the SDK's default settings as AWS does.</summary>
public sealed class TrixieRadosgw : Radosgw
{
    private protected override string Variant => "trixie";
}
