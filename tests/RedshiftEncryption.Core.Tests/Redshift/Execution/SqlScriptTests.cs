using CsCheck;
using RedshiftEncryption.Redshift.Execution;

namespace RedshiftEncryption.Tests.Redshift.Execution;

public sealed class SqlScriptTests
{
    static readonly string[] Pieces = ["a ", "'x;y' ", "\"b;c\" ", "/*;*/ ", "$$;$$ ", "1 "];

    [Theory]
    [InlineData("DELETE FROM a; DELETE FROM b;", "DELETE FROM a", "DELETE FROM b")]
    [InlineData("INSERT INTO a VALUES (';', 'it''s; TRUNCATE b')", "INSERT INTO a VALUES (';', 'it''s; TRUNCATE b')")]
    [InlineData("SELECT 1 -- ; TRUNCATE a\n; SELECT 2", "SELECT 1 -- ; TRUNCATE a", "SELECT 2")]
    [InlineData("SELECT /* a ; /* b ; */ c ; */ 1", "SELECT /* a ; /* b ; */ c ; */ 1")]
    [InlineData("SELECT \"a;b\" FROM \"it\"\"s;\"", "SELECT \"a;b\" FROM \"it\"\"s;\"")]
    [InlineData(
        "CREATE PROCEDURE p() AS $$ BEGIN COMMIT; END $$ LANGUAGE plpgsql",
        "CREATE PROCEDURE p() AS $$ BEGIN COMMIT; END $$ LANGUAGE plpgsql"
    )]
    [InlineData("SELECT $tag$ ; $$ ; $tag$; SELECT $1", "SELECT $tag$ ; $$ ; $tag$", "SELECT $1")]
    [InlineData("  ; -- nothing\n ;\n")]
    public void Statements_are_split_at_their_own_semicolons(string sql, params string[] expected) =>
        Assert.Equal(expected, SqlScript.Split(sql).Select(static statement => statement.Text));

    [Theory]
    [InlineData("SELECT 'a")]
    [InlineData("SELECT \"a")]
    [InlineData("SELECT /* /* */ 1")]
    [InlineData("SELECT $$ 1")]
    [InlineData("SELECT 'a\\'; TRUNCATE b; --'")]
    public void What_readers_could_split_differently_is_refused(string sql) =>
        Assert.Throws<InvalidCopyOptionException>(() => SqlScript.Split(sql));

    [Fact]
    public void Words_are_those_outside_literals_identifiers_and_comments()
    {
        var statement = SqlScript.Split("/* truncate */ Delete from \"commit\" where a = 'vacuum' -- abort")[0];
        Assert.Equal(["DELETE", "FROM", "WHERE", "A"], statement.Words);
        Assert.Equal(["vacuum"], statement.Literals);
    }

    [Fact]
    public void A_script_is_the_sum_of_its_statements() =>
        Gen.Int[0, Pieces.Length - 1]
            .Select(static index => Pieces[index])
            .Array[0, 5]
            .Select(static pieces => $"word {string.Concat(pieces)}".Trim())
            .Array[1, 5]
            .Sample(static statements =>
                Assert.Equal(statements, SqlScript.Split(string.Join(";", statements)).Select(static statement => statement.Text))
            );
}
