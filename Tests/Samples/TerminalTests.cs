using FastChat.Samples.Terminal;
using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Tests.Samples;

/// <summary>The parts of the terminal client that do not need a terminal.</summary>
[TestFixture]
internal sealed class TerminalTests
{
    [Test]
    public void No_two_commands_have_the_same_name() => Assert.That(CommandTable.All.Select(command => command.Name), Is.Unique);

    [TestCase("abc", 3)]
    [TestCase("日本", 4)]
    [TestCase("👍", 2)]
    [TestCase("❤️", 2)]
    [TestCase("e\u0301", 1)]
    public void Text_is_measured_in_columns(string text, int columns) => Assert.That(Columns.Of(text), Is.EqualTo(columns));

    [Test]
    public void Words_wrap_and_long_ones_break()
    {
        Assert.That(Columns.Wrap("one two three", 7), Is.EqualTo(new[] { "one two", "three" }));
        Assert.That(Columns.Wrap("abcdefgh", 3), Is.EqualTo(new[] { "abc", "def", "gh" }));
        Assert.That(Columns.Wrap("a\n\nb", 5), Is.EqualTo(new[] { "a", "", "b" }));
    }

    [Test]
    public void What_others_wrote_cannot_steer_the_terminal()
    {
        Assert.That(Columns.Printable("\e[2Jgone\a\u009b1m"), Is.EqualTo("·[2Jgone··1m"));
        Assert.That(Columns.Printable("a\u202eb"), Is.EqualTo("a·b"));
    }

    [Test]
    public void A_row_is_cut_to_the_screen_and_keeps_its_right_edge()
    {
        var row = new ScreenLine(new Span("a rather long text", Style.Plain)) { Right = [new Span("sent", Style.Plain)] };
        var plain = System.Text.RegularExpressions.Regex.Replace(row.Render(12), "\e\\[[0-9;]*m", "");
        Assert.That(plain, Is.EqualTo("a rath… sent"));
    }

    [Test]
    public void The_input_line_edits_whole_visible_characters()
    {
        var line = new InputLine();
        foreach (var unit in "hi 👍")
        {
            line.Apply(new ConsoleKeyInfo(unit, ConsoleKey.None, false, false, false));
        }

        line.Apply(new ConsoleKeyInfo('\b', ConsoleKey.Backspace, false, false, false));
        Assert.That(line.Text, Is.EqualTo("hi "));
        line.Apply(new ConsoleKeyInfo('\0', ConsoleKey.W, false, false, control: true));
        Assert.That(line.IsEmpty);
    }

    [Test]
    public void Arguments_are_read_and_unknown_ones_named()
    {
        var parsed = TerminalArguments.Parse(["--server", "http://x:1", "--handle", "ada", "--script", "lines"], out var problem);
        Assert.That(problem, Is.Null);
        Assert.That((parsed.Server, parsed.Handle, parsed.Plain), Is.EqualTo(("http://x:1", "ada", true)));
        TerminalArguments.Parse(["--colour"], out problem);
        Assert.That(problem, Does.Contain("--colour"));
    }
}
