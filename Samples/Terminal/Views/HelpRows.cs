using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Samples.Terminal.Views;

/// <summary>Keys and commands.</summary>
internal static class HelpRows
{
    public static IReadOnlyList<ScreenLine> Build() =>
    [
        new(new Span(" ↑ ↓ choose · Enter open or send · PgUp PgDn scroll · Esc back · Ctrl+C quit", Style.Bold)),
        .. CommandTable.All.Select(Row),
    ];

    private static ScreenLine Row(Command command) =>
        new(new Span($" /{command.Name} {command.Arguments}".PadRight(36), Style.Own), new Span(command.Purpose, Style.Dim));
}
