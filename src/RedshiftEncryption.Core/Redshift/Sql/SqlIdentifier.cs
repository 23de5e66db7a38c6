using System.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Identifiers of Redshift's SQL: as they are where they may be, delimited where they must be.</summary>
internal static class SqlIdentifier
{
    /// <summary>Redshift's longest identifier, in bytes of UTF-8.</summary>
    const int MaximumLength = 127;

    const char Delimiter = '"';

    /// <summary>A table's name of one to three parts with dots between them; a part may come delimited already.</summary>
    /// <exception cref="InvalidCopyOptionException">It is no name.</exception>
    public static string Table(string name)
    {
        var parts = Split(name);
        return parts.Count <= 3
            ? string.Join(".", parts.Select(Quote))
            : throw new InvalidCopyOptionException(
                $"The table name {name} has {parts.Count} parts; Redshift's have at most three: database.schema.table. Delimit a part that holds a dot: \"a.b\"."
            );
    }

    /// <summary>A column's name, which may come delimited already; a dot is a part of it.</summary>
    /// <exception cref="InvalidCopyOptionException">It is no name.</exception>
    public static string Column(string name) => Quote(name.Length > 0 && name[0] == Delimiter ? Single(name) : name);

    /// <summary>An auto-copy job's name, which is never delimited.</summary>
    /// <exception cref="InvalidCopyOptionException">It is no name, or holds a hyphen or another character that one cannot.</exception>
    public static string Job(string name) =>
        name.Length is > 0 and <= MaximumLength && IsPlain(name) && !ReservedWords.Contain(name)
            ? name
            : throw new InvalidCopyOptionException(
                $"'{name}' is no name of a job; one has up to {MaximumLength} letters, digits and underscores, and no hyphen."
            );

    static string Single(string name)
    {
        var parts = Split(name);
        return parts.Count == 1
            ? parts[0]
            : throw new InvalidCopyOptionException($"The column name {name} goes on after its closing quotation mark.");
    }

    /// <summary>The parts' own names, without the delimiters that they came with.</summary>
    static List<string> Split(string name)
    {
        var parts = new List<string>();
        var position = 0;
        do
        {
            var part = new StringBuilder();
            if (position < name.Length && name[position] == Delimiter)
                position = ReadDelimited(name, position + 1, part);
            else
                while (position < name.Length && name[position] != '.')
                    part.Append(name[position++]);
            if (position < name.Length && name[position] != '.')
                throw new InvalidCopyOptionException($"The name {name} goes on after a closing quotation mark.");
            parts.Add(part.ToString());
        } while (position++ < name.Length);
        return parts;
    }

    static int ReadDelimited(string name, int position, StringBuilder part)
    {
        while (position < name.Length)
        {
            if (name[position] != Delimiter)
                part.Append(name[position++]);
            else if (position + 1 < name.Length && name[position + 1] == Delimiter)
            {
                part.Append(Delimiter);
                position += 2;
            }
            else
                return position + 1;
        }
        throw new InvalidCopyOptionException($"The name {name} lacks its closing quotation mark.");
    }

    static string Quote(string name)
    {
        if (name.Length == 0)
            throw new InvalidCopyOptionException("A table or column name, or a part of one, is empty.");
        if (name.Any(char.IsControl))
            throw new InvalidCopyOptionException("A table or column name holds a control character.");
        if (Encoding.UTF8.GetByteCount(name) > MaximumLength)
            throw new InvalidCopyOptionException($"The name {name} is longer than Redshift's {MaximumLength} bytes.");
        if (IsPlain(name) && !ReservedWords.Contain(name))
            return name;
        return Delimiter + name.Replace("\"", "\"\"") + Delimiter;
    }

    static bool IsPlain(string name) =>
        IsLetter(name[0]) && name.All(static character => IsLetter(character) || character is (>= '0' and <= '9') or '$');

    static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';
}
