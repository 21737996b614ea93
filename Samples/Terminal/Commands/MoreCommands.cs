using System.Globalization;
using FastChat.Client;
using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Commands about messages beyond writing and editing them: pins, threads, polls, mentions, time.</summary>
internal static class MoreCommands
{
    public static IReadOnlyList<Command> All { get; } =
    [
        Of("mention", "HANDLE|everyone TEXT", "writes to somebody by name, or to all", async (state, open, text) =>
        {
            var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts is not [var whom, { Length: > 0 } words])
            {
                return "/mention HANDLE|everyone TEXT";
            }

            var draft = new MessageDraft($"@{whom} {words}");
            await open.Conversation.SendAsync(whom == "everyone"
                ? draft with { MentionsEveryone = true }
                : draft with { Mentions = [(await state.PersonAsync(whom)).Id] });
            return "";
        }),
        Of("thread", "TEXT", "answers in the thread of a message", async (state, open, text) =>
        {
            if (open.Target(item => item.Sequence is not null && item.Kind == EntryKind.Message) is not { } root || text.Length == 0)
            {
                return "/thread TEXT, with a message to answer";
            }

            await open.Conversation.SendAsync(MessageDraft.FromMarkdown(text) with { ThreadRoot = root.Sequence });
            return "";
        }),
        Of("replies", "", "shows the thread of a message", async (state, open, _) =>
        {
            if (open.Target(item => item.Thread is not null) is not { } root)
            {
                return "there is no thread";
            }

            await using var thread = open.Conversation.OpenThread(root.Sequence!.Value);
            var rows = thread.Snapshot;
            await foreach (var changes in thread.ReadChangesAsync())
            {
                rows = changes.Aggregate(rows, (before, change) => change.ApplyTo(before));
                if (rows.Length >= Math.Min(root.Thread!.ReplyCount, 1_000))
                {
                    break;
                }
            }

            await open.Conversation.MarkThreadReadAsync(root.Sequence.Value, root.Thread!.LastSequence);
            return string.Join(" · ", rows.Select(reply => $"{Wording.NameOf(reply.Sender, state.Me)}: {reply.Text}"));
        }),
        Of("pin", "", "pins a message; again to take it off", async (_, open, _) =>
        {
            if (open.Target(item => item is { Kind: EntryKind.Message, Deleted: false }) is not { } target)
            {
                return "there is no message to pin";
            }

            await open.Conversation.PinAsync(target.Key, on: !target.Pinned);
            return "";
        }),
        Of("poll", "QUESTION: ANSWER, ANSWER …", "asks all", async (_, open, text) =>
        {
            var parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
            var answers = parts.Length == 2 ? parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
            if (answers.Length < 2)
            {
                return "/poll QUESTION: ANSWER, ANSWER …";
            }

            await open.Conversation.SendAsync(new MessageDraft { Poll = new PollDraft(parts[0], [.. answers]) });
            return "";
        }),
        Of("vote", "NUMBER", "chooses an answer of a poll", async (_, open, text) =>
        {
            if (open.Target(item => item.Poll is not null) is not { } poll || !int.TryParse(text, CultureInfo.InvariantCulture, out var number))
            {
                return "/vote NUMBER, with a poll";
            }

            await open.Conversation.VoteAsync(poll.Key, [number - 1]);
            return "";
        }),
        Of("hide", "", "deletes a message for you alone", async (_, open, _) =>
        {
            if (open.Target(item => item.Sequence is not null) is not { } target)
            {
                return "there is no message to hide";
            }

            open.ClearSelection();
            await open.Conversation.HideAsync(target.Sequence!.Value);
            return "";
        }),
        Of("expire", "SECONDS", "lets messages from now on expire; 0: no more", async (_, open, text) =>
        {
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) || seconds < 0)
            {
                return "/expire SECONDS";
            }

            await open.Conversation.SetMessageTimerAsync(TimeSpan.FromSeconds(seconds));
            return "";
        }),
        Of("later", "SECONDS TEXT", "sends a message after a while, whether you are there or not", async (_, open, text) =>
        {
            var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts is not [var when, { Length: > 0 } words] || !int.TryParse(when, CultureInfo.InvariantCulture, out var seconds) || seconds < 0)
            {
                return "/later SECONDS TEXT";
            }

            await open.Conversation.ScheduleAsync(words, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(seconds));
            return "scheduled";
        }),
    ];

    private static Command Of(string name, string arguments, string purpose, Func<ChatState, OpenConversation, string, Task<string>> run) =>
        new(name, arguments, purpose, (state, text) => run(state, state.Open!, text)) { NeedsConversation = true };
}
