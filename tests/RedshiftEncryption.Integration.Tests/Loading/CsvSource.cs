using System.Globalization;
using System.Text;

namespace RedshiftEncryption.Integration.Loading;

/// <summary>
/// A CSV that is hard to cut and to keep: line breaks of both kinds, quotation marks, commas and what looks like records
/// inside quotes, characters of one to four bytes, empty and missing values, a header, no line break at its end.
/// The same length creates the same file.
/// </summary>
internal sealed record CsvSource(string Path, int RowCount)
{
    /// <summary>The table's columns. <c>id</c> counts from 1.</summary>
    public const string Columns = "id integer, customer text, amount numeric, note text, label text";

    const string Header = "id,customer,amount,note,label";

    /// <summary>One record in so many has a note of tens of thousands of characters.</summary>
    const int LongNoteEvery = 1000;

    static readonly string[] Customers =
    [
        "Ann",
        "Zoë",
        "Jose\u0301",
        "Ştefan",
        "李小龍",
        "\"O'Neil, Pat\"",
        "\"The \"\"Best\"\" Ltd\"",
        "محمد",
        "שרה",
        "👩‍👩‍👧‍👦",
        "",
        "\"\"",
    ];

    static readonly string[] Fragments =
    [
        "lorem ipsum dolor sit amet ",
        "grüße aus köln ",
        "e\u0301a\u0308o\u0302 ",
        "日本語のテキスト ",
        "😀🏳️‍🌈👍🏽 ",
        "\u202bשלום עולם\u202c ",
        "مرحبا بالعالم ",
        ", ",
        "\"\"quoted\"\" ",
        "\"\"",
        "'",
        "; ",
        "\t",
        "\n",
        "\n",
        "\r\n",
        "\r\n\r\n",
        "\n7,Ann,1.00,no record,x\n",
        "\r\n8,\"\"Zoë\"\",,\"\"no record\"\",\r\n",
    ];

    static readonly string[] Labels = ["", "\"\"", "plain", "\"a,b\"", "\"\n\"", "\"\r\n\"", "\"\"\"\"", "ﬁn"];

    /// <summary>Writes a file of about so many bytes.</summary>
    public static CsvSource Write(string path, long length)
    {
        var random = new Random((int)length);
        using var file = new FileStream(path, FileMode.CreateNew);
        using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);
        writer.Write(Header);
        var id = 0;
        // A flush now and then is enough to know the length.
        while (id % 100 != 0 || FlushedLength(writer) < length)
            WriteRecord(writer, random, ++id);
        return new CsvSource(path, id);
    }

    /// <summary>How many of the cuts of the file into so many equal parts would break a record at the next line break.</summary>
    public static int CountTraps(ReadOnlySpan<byte> content, int parts)
    {
        var traps = 0;
        for (var part = 1; part < parts; part++)
        {
            var cut = (int)((long)content.Length * part / parts);
            cut += content[cut..].IndexOf((byte)'\n');
            // After an odd number of quotation marks a quoted value is open.
            traps += content[..cut].Count((byte)'"') % 2;
        }
        return traps;
    }

    static long FlushedLength(StreamWriter writer)
    {
        writer.Flush();
        return writer.BaseStream.Position;
    }

    static void WriteRecord(StreamWriter writer, Random random, int id)
    {
        writer.Write('\n');
        writer.Write(id);
        writer.Write(',');
        writer.Write(Pick(Customers, random));
        writer.Write(',');
        if (random.Next(10) > 0)
            writer.Write((random.Next(-1_000_000, 1_000_000) / 100m).ToString(CultureInfo.InvariantCulture));
        writer.Write(",\"");
        for (var fragments = id % LongNoteEvery == 0 ? 5000 : random.Next(20); fragments > 0; fragments--)
            writer.Write(Pick(Fragments, random));
        writer.Write("\",");
        writer.Write(Pick(Labels, random));
    }

    static string Pick(string[] values, Random random) => values[random.Next(values.Length)];
}
