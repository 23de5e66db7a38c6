namespace RedshiftEncryption.Mono;

/// <summary>Runs tests one after the other, a line each, and counts: no test framework runs on Mono from the registry's packages.</summary>
internal sealed class Suite
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <param name="subject">Written before each name.</param>
    /// <param name="tests">Evaluated here, for what they name may be missing.</param>
    public async Task RunAsync(string subject, Func<IEnumerable<(string Name, Func<Task> Test)>> tests)
    {
        foreach (var (name, test) in tests())
        {
            try
            {
                await test();
                Passed++;
                Console.WriteLine($"passed {subject}: {name}");
            }
            catch (Exception exception)
            {
                Failed++;
                Console.WriteLine($"FAILED {subject}: {name}: {exception}");
            }
        }
    }

    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InvalidOperationException($"Expected {expected}, got {actual}.");
    }

    /// <summary>Asks for exactly this exception.</summary>
    public static async Task<T> ThrowsAsync<T>(Func<Task> action)
        where T : Exception
    {
        try
        {
            await action();
        }
        catch (T exception) when (exception.GetType() == typeof(T))
        {
            return exception;
        }
        throw new InvalidOperationException($"Expected {typeof(T).Name}, got no exception.");
    }
}
