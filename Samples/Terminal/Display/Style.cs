namespace FastChat.Samples.Terminal.Display;

/// <summary>How a piece of text looks: the parameters of one ANSI "select graphic rendition" sequence.</summary>
internal readonly record struct Style(string Parameters)
{
    public static Style Plain => new("");

    public static Style Bold => new("1");

    public static Style Dim => new("2");

    public static Style Bar => new("7");

    public static Style Own => new("36");

    public static Style Good => new("32");

    public static Style Warning => new("33");

    public static Style Bad => new("31");

    /// <summary>The colour of a name: always the same for the same name, never one of the meaningful ones.</summary>
    public static Style OfName(string name)
    {
        string[] colours = ["1;34", "1;35", "1;94", "1;95", "1;92", "1;93"];
        return new Style(colours[name.Aggregate(0, (sum, c) => ((sum * 31) + c) & 0xFFFF) % colours.Length]);
    }
}
