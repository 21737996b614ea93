using FastChat.Client;
using FastChat.Samples.Terminal.Chat;
using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Samples.Terminal.Views;

/// <summary>The whole screen from top to bottom: a bar, the list or a timeline, a line of news, the input line.</summary>
internal sealed class Window(ChatState state, InputLine input, string server, TimeProvider time)
{
    private const int FixedRows = 3;

    public ConversationView Timeline { get; } = new(state, time.LocalTimeZone);

    public bool ShowsHelp { get; set; }

    public void Draw(Screen screen)
    {
        var (rows, columns) = (Screen.Rows, Screen.ColumnCount);
        var height = rows - FixedRows;
        var body = ShowsHelp ? HelpRows.Build()
            : state.Open is { } open ? Timeline.Render(open, columns, height)
            : ListRows.Build(state, time.GetLocalNow(), height);
        var (text, cursor) = input.View(columns - 3);
        screen.Present(
            [
                Bar(),
                .. body.Take(height),
                .. Enumerable.Repeat(ScreenLine.Empty, Math.Max(0, height - body.Count)),
                News(),
                new ScreenLine(new Span("› ", Style.Own), text),
            ],
            rows - 1,
            2 + cursor);
    }

    private ScreenLine Bar()
    {
        var connection = Wording.Of(state.Client.Connection, time.GetUtcNow());
        var title = state.OpenSummary is { } summary ? $" {Wording.TitleOf(summary)}{Detail(summary)}" : $" FastChat · {state.Client.Account?.Handle} · {server}";
        var unread = state.Conversations.Snapshot.Where(row => row.Id != state.OpenSummary?.Id).Sum(row => row.UnreadCount);
        var elsewhere = state.Open is not null && unread > 0 ? $"{unread} unread elsewhere · " : "";
        return new ScreenLine(new Span(Columns.Printable(title), Style.Bold)) { Fill = Style.Bar, Right = [new($"{elsewhere}{connection} ", Style.Plain)] };
    }

    private string Detail(ConversationSummary summary)
    {
        if (summary.Kind != ConversationKind.Direct)
        {
            return $" · {Members(summary.MemberCount)} · you are {Wording.Of(summary.MyRole)}";
        }

        return summary.Peer is not { } peer || !state.People.TryGetValue(peer.Id, out var presence) ? ""
            : presence.Online ? " · online"
            : presence.LastSeen is { } seen ? $" · last seen {TimeZoneInfo.ConvertTime(seen, time.LocalTimeZone):g}"
            : "";
    }

    private static string Members(int count) => count == 1 ? "1 member" : $"{count} members";

    private ScreenLine News()
    {
        if (state.Notice.Length > 0)
        {
            return new ScreenLine(new Span($" {Columns.Printable(state.Notice)}", Style.Warning));
        }

        var typing = state.OpenSummary is { } summary ? Wording.Typing(summary) : "";
        return new ScreenLine(typing.Length > 0 ? new Span($" {typing}", Style.Good) : new Span(Hint(), Style.Dim));
    }

    private string Hint() => state.Open switch
    {
        null => " ↑↓ choose · Enter open · a handle starts a conversation · /help",
        { Selected: not null } => " /reply TEXT · /edit · /react 👍 · /delete · /save · Esc",
        { Bottom: not null } => " ↓ newer messages below · PgDn · End",
        _ => " Enter send · ↑ select a message · PgUp older · /attach FILE · Esc list · /help",
    };
}
