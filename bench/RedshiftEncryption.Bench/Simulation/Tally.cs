namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Counts what happens in a run. Not thread-safe.</summary>
internal sealed class Tally
{
    readonly List<long> doneBySecond = [];
    readonly List<float> durations = [];

    public long Attempts { get; private set; }

    public long Refused { get; private set; }

    public long Done => durations.Count;

    public long Failed { get; private set; }

    public void Attempt(bool isAdmitted)
    {
        Attempts++;
        if (!isAdmitted)
            Refused++;
    }

    /// <summary>Counts an object.</summary>
    public void Object(TimeSpan began, TimeSpan now, bool isDone)
    {
        if (!isDone)
        {
            Failed++;
            return;
        }
        var second = (int)now.TotalSeconds;
        while (doneBySecond.Count <= second)
            doneBySecond.Add(0);
        doneBySecond[second]++;
        durations.Add((float)(now - began).TotalSeconds);
    }

    /// <summary>Gets the objects per second that were converted between two times, in whole seconds.</summary>
    public double Rate(int begin, int end)
    {
        var last = Math.Min(end, doneBySecond.Count);
        return last <= begin ? 0 : doneBySecond.GetRange(begin, last - begin).Sum() / (double)(end - begin);
    }

    /// <summary>Gets the second in which a share of the objects was converted.</summary>
    public int SecondOf(double share)
    {
        var left = (long)(Done * share);
        var second = 0;
        while (second < doneBySecond.Count && (left -= doneBySecond[second]) > 0)
            second++;
        return second;
    }

    /// <summary>Gets the time in seconds within which a share of the objects was converted, each from its own begin.</summary>
    public double Duration(double share)
    {
        if (durations.Count == 0)
            return 0;
        durations.Sort();
        return durations[(int)Math.Min(durations.Count - 1, durations.Count * share)];
    }
}
