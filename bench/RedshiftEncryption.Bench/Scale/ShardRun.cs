namespace RedshiftEncryption.Bench.Scale;

/// <summary>Contains the results of one run of an inventory.</summary>
/// <param name="PerSecond">The objects per second.</param>
/// <param name="Processor">The processor time of all processes for an object, without that of the server, in seconds.</param>
internal sealed record ShardRun(double PerSecond, double Processor)
{
    public override string ToString() =>
        FormattableString.Invariant($"{PerSecond:0} objects/s, processor {Processor * 1000:0.00} ms an object");
}
