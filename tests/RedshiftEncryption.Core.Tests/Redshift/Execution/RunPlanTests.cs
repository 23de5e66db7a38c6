using RedshiftEncryption.Redshift.Execution;

namespace RedshiftEncryption.Tests.Redshift.Execution;

public sealed class RunPlanTests
{
    const string Copy = "COPY sales\nFROM 's3://b/m'\nIAM_ROLE default\nMANIFEST\nCSV;";

    static RunRequest Request(string statement = Copy) => new(new RedshiftTarget { Database = "dev", WorkgroupName = "load" }, statement);

    static StatementBatch Create(RunRequest request, string? manifestETag = null) => RunPlan.Create(request).BatchFor(manifestETag);

    [Fact]
    public void A_statement_alone_is_one_statement()
    {
        var batch = Create(Request());
        Assert.Equal([Copy.TrimEnd(';')], batch.Statements);
        Assert.Matches("^[0-9a-f]{64}$", batch.ClientToken);
    }

    [Fact]
    public void The_row_count_is_checked_directly_after_the_load()
    {
        var batch = Create(Request() with { Before = ["DELETE FROM a; DELETE FROM b"], After = ["ANALYZE a"], ExpectedRows = 5 });
        Assert.Equal(["DELETE FROM a", "DELETE FROM b", Copy.TrimEnd(';'), RowCountCheck.For(5), "ANALYZE a"], batch.Statements);
        Assert.Equal(5, RowCountCheck.ExpectedBy(batch.Statements[3]));
        Assert.Null(RowCountCheck.ExpectedBy(batch.Statements[2]));
    }

    [Theory]
    [InlineData("TRUNCATE sales", "TRUNCATE commits*DELETE FROM*")]
    [InlineData("/* x */ truncate table sales", "TRUNCATE commits*")]
    [InlineData("COMMIT", "COMMIT begins or ends a transaction*")]
    [InlineData("begin", "BEGIN begins or ends a transaction*")]
    [InlineData("START TRANSACTION", "START begins or ends*")]
    [InlineData("ROLLBACK", "ROLLBACK begins or ends*")]
    [InlineData("ABORT", "ABORT begins or ends*")]
    [InlineData("END", "END begins or ends*")]
    [InlineData("VACUUM sales", "VACUUM cannot run in a transaction*")]
    [InlineData("CREATE DATABASE x", "CREATE DATABASE cannot run in a transaction*")]
    [InlineData("CREATE EXTERNAL TABLE s.t (a int)", "CREATE EXTERNAL cannot run in a transaction*")]
    [InlineData("ALTER TABLE a APPEND FROM b", "ALTER TABLE APPEND cannot run in a transaction*")]
    [InlineData("SELECT 1; TRUNCATE sales", "TRUNCATE commits*")]
    public void What_ends_the_transaction_is_refused(string sql, string message)
    {
        foreach (var request in (RunRequest[])[Request() with { Before = [sql] }, Request() with { After = [sql] }])
        {
            var refused = Assert.Throws<InvalidRunException>(() => Create(request));
            Assert.False(refused.HasSecret);
            Assert.Matches("^" + message.Replace("*", ".*", StringComparison.Ordinal) + "$", refused.Message);
        }
    }

    [Theory]
    [InlineData("ALTER TABLE a ADD COLUMN b int")]
    [InlineData("INSERT INTO a VALUES ('TRUNCATE')")]
    [InlineData("DELETE FROM \"truncate\"")]
    [InlineData("CREATE TABLE a (commit_time timestamp)")]
    public void What_does_not_end_it_is_accepted(string sql) => Assert.Equal(2, Create(Request() with { Before = [sql] }).Statements.Count);

    [Theory]
    [InlineData("COPY t FROM 's3://b/k' IAM_ROLE default MASTER_SYMMETRIC_KEY 'SENTINEL' ENCRYPTED")]
    [InlineData("COPY t FROM 's3://b/k' ACCESS_KEY_ID 'A' SECRET_ACCESS_KEY 'SENTINEL'")]
    [InlineData("COPY t FROM 's3://b/k' access_key_id 'A' secret_access_key 'B' session_token 'SENTINEL'")]
    [InlineData("COPY t FROM 's3://b/k' CREDENTIALS 'aws_access_key_id=A;aws_secret_access_key=SENTINEL'")]
    [InlineData("COPY t FROM 's3://b/k' CREDENTIALS AS 'aws_iam_role=arn:aws:iam::1:role/r;master_symmetric_key=SENTINEL'")]
    [InlineData("CREATE USER u PASSWORD 'SENTINEL'")]
    public void Secrets_are_refused_and_not_quoted(string sql)
    {
        foreach (var request in (RunRequest[])[Request(sql), Request() with { Before = [sql] }, Request() with { After = [sql] }])
        {
            var refused = Assert.Throws<InvalidRunException>(() => Create(request));
            Assert.True(refused.HasSecret);
            Assert.DoesNotContain("SENTINEL", refused.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_role_in_a_credentials_string_is_no_secret() =>
        Assert.Single(Create(Request("COPY t FROM 's3://b/k' CREDENTIALS 'aws_iam_role=arn:aws:iam::123456789012:role/r'")).Statements);

    [Fact]
    public void A_job_cannot_be_part_of_a_transaction()
    {
        const string Job = "COPY t FROM 's3://b/k' IAM_ROLE 'arn:aws:iam::123456789012:role/r' JOB CREATE nightly AUTO ON";
        Assert.Single(Create(Request(Job)).Statements);
        Assert.Throws<InvalidRunException>(() => Create(Request(Job) with { Before = ["DELETE FROM t"] }));
    }

    [Fact]
    public void The_limits_of_the_service_are_checked()
    {
        Assert.Equal(40, Create(Request() with { Before = [.. Enumerable.Repeat("SELECT 1", 39)] }).Statements.Count);
        Assert.Throws<InvalidRunException>(() => Create(Request() with { Before = [.. Enumerable.Repeat("SELECT 1", 40)] }));
        Assert.Throws<InvalidRunException>(() => Create(Request() with { Before = [$"SELECT '{new string('x', 100 * 1024)}'"] }));
    }

    [Fact]
    public void The_token_differs_with_each_fact()
    {
        var request = Request();
        StatementBatch[] all =
        [
            Create(request),
            Create(request, manifestETag: "a"),
            Create(request with { RunName = "a" }),
            Create(request with { ExpectedRows = 1 }),
            Create(request with { Before = ["SELECT 1"] }),
            Create(request with { After = ["SELECT 1"] }),
            Create(request with { Target = request.Target with { Database = "other" } }),
            Create(request with { Target = request.Target with { WorkgroupName = "other" } }),
            Create(
                request with
                {
                    Target = new RedshiftTarget { Database = "dev", ClusterIdentifier = "load" },
                }
            ),
            Create(request with { Target = request.Target with { SecretArn = "a" } }),
        ];
        Assert.Equal(all.Length, all.Select(static one => one.ClientToken).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Create(request).ClientToken, Create(Request()).ClientToken);
    }
}
