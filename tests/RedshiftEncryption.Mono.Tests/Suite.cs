namespace RedshiftEncryption.Mono;

/// <summary>Runs tests one after the other, a line each, and counts: no test framework runs on Mono from the registry's packages.</summary>
internal sealed class Suite
{
    int passed;
    int failed;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAllAsync()
    {
        var suite = new Suite();
        await suite.RunAsync("loading", LoadingTests.All);
        await suite.RunAsync("root keys", RootKeyTests.All);
        await suite.RunAsync("objects", ObjectTests.All);
        await suite.RunAsync("removal", LoadingTests.AfterRemoval);
        Console.WriteLine($"{suite.passed} passed, {suite.failed} failed");
        return suite.failed == 0 ? 0 : 1;
    }

    async Task RunAsync(string subject, IEnumerable<(string Name, Func<Task> Test)> tests)
    {
        foreach (var (name, test) in tests)
        {
            try
            {
                await test();
                passed++;
                Console.WriteLine($"passed {subject}: {name}");
            }
            catch (Exception exception)
            {
                failed++;
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
