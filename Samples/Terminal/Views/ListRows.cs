using System.Globalization;
using FastChat.Client;
using FastChat.Samples.Terminal.Chat;
using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Samples.Terminal.Views;

/// <summary>The conversations, one row each, newest first.</summary>
internal static class ListRows
{
    private const int TitleColumnsMax = 20;

    public static IReadOnlyList<ScreenLine> Build(ChatState state, DateTimeOffset now, int height)
    {
        var rows = state.Conversations.Snapshot;
        if (rows.IsEmpty)
        {
            return
            [
                ScreenLine.Empty,
                new ScreenLine(new Span("  No conversation yet. Type somebody's handle to start one,", Style.Dim)),
                new ScreenLine(new Span("  or /group TITLE: HANDLE HANDLE to make a group.", Style.Dim)),
            ];
        }

        var chosen = Math.Max(0, rows.ToList().FindIndex(row => row.Id == state.Chosen));
        var first = Math.Max(0, Math.Min(chosen - (height / 2), rows.Length - height));
        return [.. rows.Skip(first).Take(height).Select((row, i) => Row(state, row, first + i == chosen, first + i + 1, now))];
    }

    private static ScreenLine Row(ChatState state, ConversationSummary row, bool isChosen, int number, DateTimeOffset now)
    {
        var title = Columns.Cut(Columns.Printable(Wording.TitleOf(row)), TitleColumnsMax);
        var isOnline = row.Peer is { } peer && state.People.TryGetValue(peer.Id, out var presence) && presence.Online;
        var padding = new string(' ', TitleColumnsMax - Columns.Of(title));
        var unread = row.UnreadCount > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Min(row.UnreadCount, 999),3}") : "   ";
        var typing = Wording.Typing(row);
        return new ScreenLine(
            new(isChosen ? "▌" : " ", Style.Own),
            new(string.Create(CultureInfo.InvariantCulture, $"{number,2} "), Style.Dim),
            new(isOnline ? "● " : row.Kind == ConversationKind.Group ? "# " : "  ", isOnline ? Style.Good : Style.Dim),
            new(title, row.UnreadCount > 0 || isChosen ? Style.Bold : Style.Plain),
            new(padding + " ", Style.Plain),
            new(unread + "  ", Style.Warning),
            typing.Length > 0 ? new Span(typing, Style.Good) : new Span(Preview(row), Style.Dim))
        {
            Right = [new(" " + When(row.LastActivity, now), Style.Dim)],
        };
    }

    private static string Preview(ConversationSummary row) => row.LastMessage switch
    {
        _ when row.DraftText.Length > 0 => Columns.Printable($"draft: {row.DraftText}"),
        null => "",
        { Deleted: true } => "deleted",
        { Text.Length: 0, Attachments.IsDefaultOrEmpty: false } last => Columns.Printable(Wording.Of(last.Attachments[0])),
        { } last when row.Kind == ConversationKind.Group => Columns.Printable($"{last.Sender.Name}: {last.Text}"),
        { } last => Columns.Printable(last.Text),
    };

    /// <summary>The time today, the weekday this week, else the date.</summary>
    private static string When(DateTimeOffset at, DateTimeOffset now)
    {
        var local = at.ToOffset(now.Offset);
        return at == default ? ""
            : local.Date == now.Date ? local.ToString("HH:mm", CultureInfo.InvariantCulture)
            : now - local < TimeSpan.FromDays(6) ? local.ToString("ddd", CultureInfo.CurrentCulture)
            : local.ToString("d MMM", CultureInfo.CurrentCulture);
    }
}
