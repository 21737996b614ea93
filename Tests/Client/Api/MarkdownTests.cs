using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class MarkdownTests : MessageWorld
{
    private const string Marks = "*_~`[]()>- 1.\nab";

    [TestCase("plain", "plain", "")]
    [TestCase("**bold** and *italic*", "bold and italic", "Bold 0+4, Italic 9+6")]
    [TestCase("~~gone~~ `a*b*c`", "gone a*b*c", "Strikethrough 0+4, Code 5+5")]
    [TestCase("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4", "")]
    [TestCase("[here](https://example.org/a)", "here", "Link 0+4 https://example.org/a")]
    [TestCase("[no](javascript:alert(1))", "[no](javascript:alert(1))", "")]
    [TestCase("- one\n- two", "one\ntwo", "ListItem 0+3, ListItem 4+3")]
    [TestCase("1. one\n2. *two*", "one\ntwo", "ListItem 0+3 1, ListItem 4+3 2, Italic 4+3")]
    [TestCase("> said", "said", "Quote 0+4")]
    [TestCase("```cs\nvar a = 1;\n```\nend", "var a = 1;\nend", "CodeBlock 0+10 cs")]
    [TestCase("<b>no html</b>", "<b>no html</b>", "")]
    public void Marks_become_entities(string markdown, string text, string entities)
    {
        var draft = MessageDraft.FromMarkdown(markdown);
        Assert.That(draft.Text, Is.EqualTo(text));
        Assert.That(
            string.Join(", ", draft.Entities.Select(entity => $"{entity.Style} {entity.Start}+{entity.Length} {entity.Argument}".TrimEnd())),
            Is.EqualTo(entities));
    }

    [Test]
    public void Random_marks_never_throw_and_never_leave_the_text()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var markdown = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Marks[random.Next(Marks.Length)]));
            var draft = MessageDraft.FromMarkdown(markdown);
            Assert.That(draft.Entities.All(entity => entity.Start + entity.Length <= draft.Text.Length), markdown);
        }
    }

    [Test]
    public async Task Every_style_arrives_and_what_is_unsafe_is_shown_as_text()
    {
        var draft = MessageDraft.FromMarkdown("**a** *b* ~~c~~ `d` [e](https://example.org)\n- f\n> g");
        var outgoing = await Adas.SendAsync(draft);
        await using var timeline = Graces.OpenTimeline();
        var row = await timeline.RowAsync(item => item.Key == outgoing.Id);
        Assert.That(row.Entities, Is.EqualTo(draft.Entities));
        Assert.That(row.Entities.Select(entity => entity.Style).Distinct().Count(), Is.EqualTo(7));
        var unsafeLink = new MessageDraft("click") { Entities = [new TextEntity(0, 5, TextStyle.Link, "javascript:alert(1)")] };
        Assert.That(Refusal(() => Adas.SendAsync(unsafeLink)), Is.EqualTo(ErrorCode.InvalidArgument));
    }
}
