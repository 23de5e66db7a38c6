namespace RedshiftEncryption.Bench.Retries;

/// <summary>Contains the attempts at one write.</summary>
/// <param name="IsDone">Whether the last attempt succeeded.</param>
/// <param name="Arrivals">When each attempt arrived, in seconds.</param>
internal sealed record WriteAttempts(bool IsDone, IReadOnlyList<double> Arrivals)
{
    /// <summary>Gets the time from the first attempt to the last one, in seconds.</summary>
    public double Length => Arrivals[^1] - Arrivals[0];

    /// <summary>Gets the pauses before an attempt.</summary>
    /// <param name="attempts">The attempts at several writes.</param>
    /// <param name="number">The number of the attempt, from 2.</param>
    public static IEnumerable<double> PausesBefore(IEnumerable<WriteAttempts> attempts, int number) =>
        attempts.Where(write => write.Arrivals.Count >= number).Select(write => write.Arrivals[number - 1] - write.Arrivals[number - 2]);
}
