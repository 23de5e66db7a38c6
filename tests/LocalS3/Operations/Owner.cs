using System.Xml;

namespace LocalS3;

/// <summary>The one account that there is.</summary>
static class Owner
{
    const string Id = "0000000000000000000000000000000000000000000000000000000000000000";

    public static void Write(XmlWriter writer, string element)
    {
        writer.WriteStartElement(element);
        writer.WriteElementString("ID", Id);
        writer.WriteElementString("DisplayName", "local");
        writer.WriteEndElement();
    }
}
