using System.Globalization;
using FastChat.Client;
using FastChat.Samples.Terminal.Chat;
using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Samples.Terminal.Views;

/// <summary>A timeline as rows of the screen, each knowing which message it belongs to.</summary>
internal sealed class TimelineRows(ChatState state, OpenConversation open, TimeZoneInfo zone)
{
    private const int NameColumnsMax = 12;
    private static readonly TimeSpan SameBreath = TimeSpan.FromMinutes(5);
    private readonly List<(MessageId Key, int Row, ScreenLine Line)> _rows = [];

    /// <summary>All rows of what the timeline holds, oldest first.</summary>
    public IReadOnlyList<(MessageId Key, int Row, ScreenLine Line)> Build(int columns)
    {
        TimelineItem? before = null;
        foreach (var item in open.Timeline.Snapshot)
        {
            var day = LocalTime(item).Date;
            if (before is null || LocalTime(before).Date != day)
            {
                Rule(item, day.ToString("dddd, d MMMM yyyy", CultureInfo.CurrentCulture), columns, Style.Dim);
            }

            if (item.Sequence == open.UnreadFrom && open.UnreadFrom > 0)
            {
                Rule(item, "new", columns, Style.Warning);
            }

            if (item.Kind == EntryKind.Membership)
            {
                Notice(item);
            }
            else
            {
                Message(item, before, columns);
            }

            before = item;
        }

        return _rows;
    }

    private void Message(TimelineItem item, TimelineItem? before, int columns)
    {
        var own = item.Sender.Id == state.Me.Id;
        var continued = before is { Kind: EntryKind.Message } && before.Sender.Id == item.Sender.Id && item.At - before.At < SameBreath;
        var sender = Wording.NameOf(item.Sender, state.Me);
        var name = continued ? "" : Columns.Cut(Columns.Printable(sender), NameColumnsMax);
        var time = continued ? "     " : LocalTime(item).ToString("HH:mm", CultureInfo.InvariantCulture);
        var marker = item.Key == open.Selected ? "▌" : " ";
        var padding = new string(' ', NameColumnsMax - Columns.Of(name));
        Span[] start = [new(marker, Style.Own), new(time, Style.Dim), " ", new(name, own ? Style.Own : Style.OfName(sender)), new(padding + " ", Style.Plain)];
        Span[] indent = [new(marker, Style.Own), new string(' ', 5 + 1 + NameColumnsMax + 1)];
        var delivery = own ? Wording.Of(item.Delivery) : "";
        var room = columns - (1 + 5 + 1 + NameColumnsMax + 1) - (own ? Columns.Of(delivery) + 1 : 0);

        var row = 0;
        if (item.Quote is { } replied)
        {
            Add(item, ref row, [.. row == 0 ? start : indent, new("↳ " + Quoted(replied), Style.Dim)], []);
        }

        var (text, style) = Body(item);
        foreach (var line in Columns.Wrap(text, Math.Max(8, room)))
        {
            var isFirst = row == 0 || (row == 1 && item.Quote is not null);
            Span[] right = own && isFirst ? [new(delivery, StyleOf(item.Delivery))] : [];
            Add(item, ref row, [.. row == 0 ? start : indent, new(line, style)], right);
        }

        if (!item.Reactions.IsDefaultOrEmpty)
        {
            var reactions = item.Reactions.SelectMany(r => new Span[] { new($"{Columns.Printable(r.Emoji)} {r.Count}", r.Mine ? Style.Own : Style.Dim), "  " });
            Add(item, ref row, [.. indent, .. reactions], []);
        }
    }

    private static (string Text, Style Style) Body(TimelineItem item)
    {
        if (item.Deleted)
        {
            return ("deleted", Style.Dim);
        }

        if (item.Content != ContentState.Clear)
        {
            return ("this message cannot be read here", Style.Dim);
        }

        var text = string.Join('\n', Wording.Parts(item).Where(part => part.Length > 0));
        return ($"{(item.Pinned ? "⚑ " : "")}{text}{(item.Edited ? " (edited)" : "")}{Wording.Refused(item)}", Style.Plain);
    }

    private void Notice(TimelineItem item)
    {
        var row = 0;
        var sentence = Wording.Of(item.Membership, Wording.NameOf(item.Sender, state.Me), open.NameOf);
        Add(item, ref row, [" ", new(LocalTime(item).ToString("HH:mm", CultureInfo.InvariantCulture), Style.Dim), new($" · {Columns.Printable(sentence)}", Style.Dim)], []);
    }

    private string Quoted(Quote quote) => quote.Sender is null
        ? "an older message"
        : Columns.Printable($"{Wording.NameOf(quote.Sender, state.Me)}: {(quote.State == QuoteState.Deleted ? "deleted" : quote.Text.Length > 0 ? quote.Text : "an attachment")}");

    private void Rule(TimelineItem item, string title, int columns, Style style)
    {
        var room = Math.Max(0, columns - Columns.Of(title) - 4);
        var row = -1;
        Add(item, ref row, [new($" {new string('─', room / 2)} {title} {new string('─', room - (room / 2))}", style)], []);
    }

    private void Add(TimelineItem item, ref int row, Span[] left, Span[] right) =>
        _rows.Add((item.Key, row++, new ScreenLine(left) { Right = right }));

    private DateTimeOffset LocalTime(TimelineItem item) => TimeZoneInfo.ConvertTime(item.At, zone);

    private static Style StyleOf(Delivery delivery) => delivery.State switch
    {
        DeliveryState.Read => Style.Good,
        DeliveryState.Refused => Style.Bad,
        DeliveryState.Sent or DeliveryState.Delivered => Style.Dim,
        _ => Style.Warning,
    };
}
