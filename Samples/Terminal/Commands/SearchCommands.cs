using System.Globalization;
using FastChat.Client;
using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Finding messages, and going to them.</summary>
internal static class SearchCommands
{
    private const int Shown = 5;

    public static IReadOnlyList<Command> All { get; } =
    [
        new("search", "QUERY", "finds messages: words, pre*, \"a phrase\", from: in: has: before: after:", (state, query) => SearchAsync(state, query, SearchPlace.Server)),
        new("search-here", "QUERY", "the same in what this device holds, offline too", (state, query) => SearchAsync(state, query, SearchPlace.Device)),
        new("found", "NUMBER", "goes to a message that the last search found", async (state, text) =>
        {
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var number) || number < 1 || number > state.Found.Length)
            {
                return "/found NUMBER, after /search";
            }

            var message = state.Found[number - 1];
            await state.ShowAsync(state.Client.GetConversation(message.Conversation), message.Sequence);
            return "";
        }),
    ];

    private static async Task<string> SearchAsync(ChatState state, string query, SearchPlace place)
    {
        var page = await state.Client.SearchAsync(query, new SearchOptions { Place = place, Limit = Shown });
        state.Found = page.Messages;
        if (page.Messages.IsEmpty)
        {
            return "nothing found";
        }

        var lines = page.Messages.Select((message, i) => string.Create(CultureInfo.CurrentCulture, $"{i + 1}. {message.Sender.Name}, {message.At.LocalDateTime:g}: {message.Excerpt}"));
        return string.Join(" | ", lines) + (page.Next is null ? "" : " | and more");
    }
}
