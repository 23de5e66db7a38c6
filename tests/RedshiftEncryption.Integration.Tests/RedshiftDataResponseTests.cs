using System.Text;
using RedshiftEncryption.Aws.RedshiftData;
using RedshiftEncryption.Redshift.Execution;

namespace RedshiftEncryption.Integration;

/// <summary>Responses of the Redshift Data API, right ones and those of which nothing must be believed.</summary>
public sealed class RedshiftDataResponseTests
{
    const string Id = "d9b6c0c9-0747-4bf4-b142-e8883122f766";

    static T Read<T>(string body, Func<System.Text.Json.JsonElement, T> read) =>
        RedshiftDataResponse.Read(Encoding.UTF8.GetBytes(body), read);

    static StatementState State(string body) => Read(body, static root => RedshiftDataResponse.State(root, Id));

    [Fact]
    public void A_state_is_read()
    {
        var state = State(
            $$"""
            {"Id":"{{Id}}","Status":"FAILED","CreatedAt":1761000000.5,"Duration":1500000000,"RedshiftQueryId":-1,"RedshiftPid":7,"Error":"e",
             "Database":"dev","WorkgroupName":"load","SubStatements":[{"Id":"{{Id}}:1","Status":"FINISHED","RedshiftQueryId":42,"QueryString":"COPY t"}]}
            """
        );
        Assert.Equal((StatementStatus.Failed, "e", TimeSpan.FromSeconds(1.5)), (state.Status, state.Error, state.Duration));
        Assert.Null(state.QueryId);
        Assert.Equal(7, state.ProcessId);
        Assert.Equal(new DateTime(2025, 10, 20, 22, 40, 0, 500, DateTimeKind.Utc), state.CreatedUtc);
        Assert.Equal(("dev", "load"), (state.Target.Database, state.Target.WorkgroupName));
        Assert.Equal((42L, "COPY t"), (state.Statements[0].QueryId, state.Statements[0].Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html/>")]
    [InlineData("""{"Id":"x","Status":"FINISHED","CreatedAt":1}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f767","Status":"FINISHED","CreatedAt":1}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"DONE","CreatedAt":1}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"3","CreatedAt":1}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","CreatedAt":1}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"FINISHED"}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"FINISHED","CreatedAt":1e30}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"FINISHED","CreatedAt":1,"RedshiftQueryId":1.5}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"FINISHED","Status":"FAILED","CreatedAt":1}""")]
    [InlineData("""{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"FINISHED","CreatedAt":1,"SubStatements":[{"Id":"a"}]}""")]
    public void A_state_that_does_not_match_is_an_error(string body) => Assert.Throws<FormatException>(() => State(body));

    [Fact]
    public void A_page_is_read()
    {
        var page = Read(
            """{"Records":[[{"stringValue":"a"},{"longValue":-5},{"isNull":true},{"doubleValue":1.5},{"booleanValue":true}]],"NextToken":"n"}""",
            RedshiftDataResponse.Page
        );
        Assert.Equal(["a", "-5", null, "1.5", "true"], Assert.Single(page.Rows));
        Assert.Equal("n", page.Continuation);
        Assert.Null(Read("""{"Records":[],"NextToken":""}""", RedshiftDataResponse.Page).Continuation);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Records":{}}""")]
    [InlineData("""{"Records":[{}]}""")]
    [InlineData("""{"Records":[["a"]]}""")]
    [InlineData("""{"Records":[[{}]]}""")]
    [InlineData("""{"Records":[[{"isNull":false}]]}""")]
    [InlineData("""{"Records":[[{"longValue":"1"}]]}""")]
    [InlineData("""{"Records":[[{"stringValue":"a","longValue":1}]]}""")]
    [InlineData("""{"Records":[[{"stringValue":"\ud800"}]]}""")]
    public void A_page_that_does_not_match_is_an_error(string body) =>
        Assert.Throws<FormatException>(() => Read(body, RedshiftDataResponse.Page));
}
