namespace RedshiftEncryption.Bench.Measuring;

/// <summary>
/// Runs contenders in turn, never two at a time. Each round begins with another one, so that drift affects all of
/// them equally. The first round is a warm-up and does not count.
/// </summary>
internal static class AlternatingRuns
{
    /// <param name="rounds">The number of rounds that count.</param>
    /// <param name="contenders">Two or more contenders.</param>
    /// <returns>The results of each contender's rounds.</returns>
    public static async Task<IReadOnlyList<T>[]> RunAsync<T>(int rounds, params Contender<T>[] contenders)
    {
        var results = Array.ConvertAll(contenders, static _ => new List<T>());
        for (var round = 0; round <= rounds; round++)
        {
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var index = (round + turn) % contenders.Length;
                var result = await contenders[index].RunAsync();
                Console.WriteLine(FormattableString.Invariant($"{(round == 0 ? "warm" : round), 4} {contenders[index].Name}: {result}"));
                if (round > 0)
                    results[index].Add(result);
            }
        }
        return results;
    }
}
