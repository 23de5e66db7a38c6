using System.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Formats Redshift SQL identifiers, and delimits them only where necessary.</summary>
internal static class SqlIdentifier
{
    /// <summary>The maximum length of a Redshift identifier, in bytes of UTF-8.</summary>
    const int MaximumLength = 127;

    const char Delimiter = '"';

    /// <summary>Formats a table name of one to three parts, separated by dots. A part can be delimited already.</summary>
    /// <exception cref="InvalidCopyOptionException">The text is not a table name.</exception>
    public static string Table(string name)
    {
        var parts = Split(name);
        return parts.Count <= 3
            ? string.Join(".", parts.Select(Quote))
            : throw new InvalidCopyOptionException(
                $"The table name {name} has {parts.Count} parts. Redshift allows at most three: database.schema.table. "
                    + "Delimit a part that contains a dot: \"a.b\"."
            );
    }

    /// <summary>Formats a column name, which can be delimited already. A dot is part of the name.</summary>
    /// <exception cref="InvalidCopyOptionException">The text is not a column name.</exception>
    public static string Column(string name) => Quote(name.Length > 0 && name[0] == Delimiter ? Single(name) : name);

    /// <summary>Validates the name of an auto-copy job, which is never delimited.</summary>
    /// <exception cref="InvalidCopyOptionException">
    /// The text is not a job name: it contains a hyphen, for example.
    /// </exception>
    public static string Job(string name) =>
        name.Length is > 0 and <= MaximumLength && IsPlain(name) && !ReservedWords.Contain(name)
            ? name
            : throw new InvalidCopyOptionException(
                $"'{name}' is not a job name. A job name has up to {MaximumLength} letters, digits and underscores, and no hyphen."
            );

    static string Single(string name)
    {
        var parts = Split(name);
        return parts.Count == 1
            ? parts[0]
            : throw new InvalidCopyOptionException($"The column name {name} continues after its closing quotation mark.");
    }

    /// <summary>Returns the parts without their delimiters.</summary>
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
                throw new InvalidCopyOptionException($"The name {name} continues after a closing quotation mark.");
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
        throw new InvalidCopyOptionException($"The name {name} has no closing quotation mark.");
    }

    static string Quote(string name)
    {
        if (name.Length == 0)
            throw new InvalidCopyOptionException("A table or column name, or a part of it, is empty.");
        if (name.Any(char.IsControl))
            throw new InvalidCopyOptionException("A table or column name contains a control character.");
        if (Encoding.UTF8.GetByteCount(name) > MaximumLength)
            throw new InvalidCopyOptionException($"The name {name} is longer than {MaximumLength} bytes, which is Redshift's maximum.");
        if (IsPlain(name) && !ReservedWords.Contain(name))
            return name;
        return Delimiter + name.Replace("\"", "\"\"") + Delimiter;
    }

    static bool IsPlain(string name) =>
        IsLetter(name[0]) && name.All(static character => IsLetter(character) || character is (>= '0' and <= '9') or '$');

    static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';
}
