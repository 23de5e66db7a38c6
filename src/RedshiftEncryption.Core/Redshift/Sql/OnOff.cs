namespace RedshiftEncryption;

/// <summary>An option of COPY or UNLOAD that is not said, ON or OFF.</summary>
public enum OnOff
{
    /// <summary><c>ON</c></summary>
    On,

    /// <summary><c>OFF</c></summary>
    Off,
}
