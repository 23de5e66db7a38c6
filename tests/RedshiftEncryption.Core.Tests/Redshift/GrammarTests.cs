using CsCheck;
using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Unload;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Tests.Redshift;

/// <summary>
/// Every statement that can be asked for is read by an independent parser, and every set that Redshift refuses is refused.
/// </summary>
public sealed class GrammarTests
{
    const int Cases = 15_000;

    [Fact]
    public void Copy_says_what_was_asked_for_or_is_refused_by_the_documentations_rules() => CopyAsked.Sets.Sample(CheckCopy, iter: Cases);

    [Fact]
    public void Copy_says_what_goes_together() =>
        CopyAsked.Allowed.Sample(static asked => !DocumentedRules.Copy.Refuse(asked) && CheckCopy(asked), iter: Cases);

    [Fact]
    public void Copy_is_refused_when_one_option_more_breaks_a_rule() => CopyAsked.OneMore.Sample(CheckCopy, iter: Cases);

    [Fact]
    public void Unload_says_what_was_asked_for_or_is_refused_by_the_documentations_rules() =>
        UnloadAsked.Sets.Sample(CheckUnload, iter: Cases);

    [Fact]
    public void Unload_says_what_goes_together() =>
        UnloadAsked.Allowed.Sample(static asked => !DocumentedRules.Unload.Refuse(asked) && CheckUnload(asked), iter: Cases);

    [Fact]
    public void Unload_is_refused_when_one_option_more_breaks_a_rule() => UnloadAsked.OneMore.Sample(CheckUnload, iter: Cases);

    [Fact]
    public void The_parsers_would_notice_what_is_wrong()
    {
        const string Least = "COPY t FROM 's3://b/k' IAM_ROLE default";
        CopyParser.Parse($"{Least};");
        foreach (
            var wrong in (string[])
                [
                    "",
                    "; DROP TABLE t;",
                    " ESCAPE ESCAPE;",
                    " QUOTE AS '\"';",
                    " FORMAT AS CSV DELIMITER;",
                    " NULL AS 'x' 'y';",
                    " MAXERROR AS ten;",
                    " -- x\n;",
                    " encrypted;",
                    " COMPUPDATE MAYBE;",
                    " JOB CREATE a AUTO ON GZIP;",
                ]
        )
            Assert.ThrowsAny<Exception>(() => CopyParser.Parse(Least + wrong));
        const string Query = "UNLOAD ('select 1') TO 's3://b/k' IAM_ROLE default";
        UnloadParser.Parse($"{Query};");
        foreach (var wrong in (string[])["", " VERBOSE;", " PARTITION BY ();", " MAXFILESIZE AS 5;", " INCLUDE;", " GZIP GZIP;"])
            Assert.ThrowsAny<Exception>(() => UnloadParser.Parse(Query + wrong));
    }

    static bool CheckCopy(IReadOnlyList<AskedOption<CopyRequest>> asked) =>
        Check(asked, DocumentedRules.Copy, static set => CopyStatementBuilder.Build(CopyAsked.Request(set)), CopyParser.Parse);

    static bool CheckUnload(IReadOnlyList<AskedOption<UnloadRequest>> asked) =>
        Check(asked, DocumentedRules.Unload, static set => UnloadStatementBuilder.Build(UnloadAsked.Request(set)), UnloadParser.Parse);

    static bool Check<T>(
        IReadOnlyList<AskedOption<T>> asked,
        DocumentedRules rules,
        Func<IReadOnlyList<AskedOption<T>>, RedshiftStatement> build,
        Func<string, SortedDictionary<string, string>> parse
    )
    {
        RedshiftStatement statement;
        try
        {
            statement = build(asked);
        }
        catch (InvalidCopyOptionException exception)
        {
            Assert.True(rules.Refuse(asked), $"Refused without a rule: {exception.Message}");
            return true;
        }
        Assert.False(rules.Refuse(asked), $"A rule is broken: {statement}");
        var expected = Expected(asked);
        Assert.Equal(expected, parse(statement.GetCommandText()));
        Assert.Equal(Hidden(expected), parse(statement.Text));
        // A query keeps its lines where it is shown, and nothing else has any.
        Assert.Equal(VisibleText.Of(statement.Text), VisibleText.Of(statement.ToString()));
        // The literal also ends in the same place if a backslash is not an escape character.
        Assert.Equal(Kinds(statement.Text, backslashEscapes: true), Kinds(statement.Text, backslashEscapes: false));
        return true;
    }

    static SortedDictionary<string, string> Expected<T>(IReadOnlyList<AskedOption<T>> asked)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in asked.SelectMany(static option => option.Facts))
        {
            // What one option makes of another's fact is the longer of the two: MANIFEST VERBOSE.
            if (!facts.TryGetValue(name, out var known) || known.Length < value.Length)
                facts[name] = value;
        }
        // JSON and AVRO use 'auto' by default.
        if (facts.TryGetValue("FORMAT", out var format) && format is "JSON" or "AVRO" && facts.ContainsKey("COPY"))
            facts.TryAdd("paths", "auto");
        return facts;
    }

    static SortedDictionary<string, string> Hidden(SortedDictionary<string, string> facts)
    {
        var hidden = new SortedDictionary<string, string>(facts, StringComparer.Ordinal);
        foreach (
            var (name, placeholder) in ((string, string)[])
                [("SECRET_ACCESS_KEY", "<secret-access-key>"), ("SESSION_TOKEN", "<session-token>"), ("MASTER_SYMMETRIC_KEY", "<root-key>")]
        )
        {
            if (hidden.ContainsKey(name))
                hidden[name] = placeholder;
        }
        return hidden;
    }

    static IEnumerable<char> Kinds(string sql, bool backslashEscapes) =>
        SqlLexer.Read(sql, backslashEscapes).Select(static token => token.Kind);
}
