using RedshiftEncryption.Destination;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Destination;

public sealed class ExpansionLimitTests
{
    const long MiB = 1024 * 1024;
    const long GiB = 1024 * MiB;
    static readonly S3Address Address = new("bucket", "a.gz");

    static void Check(ExpansionLimit limit, long read, long written, int count, long? available = null) =>
        limit.ThrowIfExceeded(Address, () => available, read, written, count);

    static void Refuses(string reason, ExpansionLimit limit, long read, long written, int count, long? available = null)
    {
        var refusal = Assert.Throws<DestinationException>(() => Check(limit, read, written, count, available));
        Assert.Equal(DestinationFault.ExpandedTooLarge, refusal.Fault);
        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public void A_ratio_is_held_against_an_object_beyond_a_gibibyte_alone()
    {
        var limit = new ExpansionLimit();
        Check(limit, read: 1, written: GiB - 10, count: 10);
        Refuses("more than 200 to 1", limit, read: 1, written: GiB - 10, count: 11);
        Check(limit, read: GiB / 200 + 1, written: GiB - 10, count: 11);
        Check(limit, read: 10 * MiB, written: 2000 * MiB - 1, count: 1);
        Refuses("more than 200 to 1", limit, read: 10 * MiB, written: 2000 * MiB, count: 1);
    }

    [Fact]
    public void A_gibibyte_of_the_disk_stays_free()
    {
        var limit = new ExpansionLimit();
        Check(limit, read: 1, written: 0, count: 10, available: GiB + 10);
        Refuses($"{GiB} bytes must stay free", limit, read: 1, written: 0, count: 11, available: GiB + 10);
        Check(limit, read: 1, written: 0, count: 11, available: null);
    }

    [Fact]
    public void The_disk_is_asked_at_first_and_each_time_that_the_interval_is_passed()
    {
        var limit = new ExpansionLimit { Interval = 100 };
        var asked = new List<long>();
        for (long written = 0; written < 350; written += 40)
            limit.ThrowIfExceeded(
                Address,
                () =>
                {
                    asked.Add(written);
                    return null;
                },
                1,
                written,
                40
            );
        Assert.Equal([0, 80, 160, 280], asked);
    }

    [Fact]
    public void The_most_items_at_a_time_cannot_write_the_reserve_away_between_two_questions()
    {
        var limit = new ExpansionLimit();
        Assert.True(128 * limit.Interval <= limit.ReservedSpace);
    }

    [Fact]
    public void A_limit_of_the_users_own_takes_the_place_of_all_others()
    {
        var limit = new ExpansionLimit { MaximumLength = 3 * GiB };
        Check(limit, read: 1, written: 3 * GiB - 1, count: 1, available: 0);
        Refuses("-MaximumExpandedSize", limit, read: 1, written: 3 * GiB, count: 1, available: 100 * GiB);
    }
}
