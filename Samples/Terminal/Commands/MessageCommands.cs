using FastChat.Client;
using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Commands about messages of the open conversation: the selected one, or the newest that fits.</summary>
internal static class MessageCommands
{
    public static IReadOnlyList<Command> All { get; } =
    [
        Of("reply", "TEXT", "answers a message", async (state, open, text) =>
        {
            var target = open.Target(item => item.Sequence is not null && (open.Selected is not null || item.Sender.Id != state.Me.Id));
            if (target is null)
            {
                return "there is no message to answer";
            }

            open.ClearSelection();
            open.Bottom = null;
            await open.Conversation.SendAsync(new MessageDraft(text) { ReplyToSequence = target.Sequence });
            return "";
        }),
        Of("edit", "TEXT", "changes a message of yours", async (state, open, text) =>
        {
            var target = open.Target(item => item.Sender.Id == state.Me.Id);
            if (target is null || text.Length == 0)
            {
                return target is null ? "only your own messages can be edited" : "/edit TEXT";
            }

            open.ClearSelection();
            var draft = new MessageDraft(text) { Attachments = [.. target.Attachments.Select(AttachmentSource.FromStored)], ReplyToSequence = target.ReplyToSequence };
            await open.Conversation.EditAsync(target.Key, draft);
            return "";
        }),
        Of("delete", "", "deletes a message for everybody", async (state, open, _) =>
        {
            var mayDeleteAll = (open.Conversation.Group.Info.MyPermissions & GroupPermissions.DeleteMessages) != 0 && open.Selected is not null;
            var target = open.Target(item => mayDeleteAll || item.Sender.Id == state.Me.Id);
            if (target is null)
            {
                return "only your own messages can be deleted";
            }

            open.ClearSelection();
            await open.Conversation.DeleteAsync(target.Key);
            return "";
        }),
        Of("react", "EMOJI", "reacts to a message; again to take it back", async (state, open, emoji) =>
        {
            var target = open.Target(item => open.Selected is not null || item.Sender.Id != state.Me.Id);
            if (target is null || emoji.Length == 0)
            {
                return target is null ? "there is no message to react to" : "/react EMOJI";
            }

            var isOn = target.Reactions.Any(reaction => reaction.Emoji == emoji && reaction.Mine);
            await open.Conversation.ReactAsync(target.Key, emoji, on: !isOn);
            return "";
        }),
        Of("attach", "FILE [TEXT]", "sends a file; quote spaces", async (_, open, text) =>
        {
            var (path, rest) = FirstWord(text);
            if (!File.Exists(path))
            {
                return $"there is no file {path}";
            }

            open.Bottom = null;
            await open.Conversation.SendAsync(new MessageDraft(rest) { Attachments = [AttachmentSource.FromFile(path)] });
            return "";
        }),
        Of("save", "[PATH]", "saves what is attached to a message", SaveAsync),
        Of("retry", "", "tries what was refused again", async (_, open, _) =>
        {
            if (open.Target(item => Refused(item, canRetry: true) is not null) is not { } target)
            {
                return "nothing waits for another try";
            }

            await open.Conversation.GetOutgoing(Refused(target, canRetry: true)!.Value).RetryAsync();
            return "";
        }),
        Of("withdraw", "", "takes back what was refused, or has not left yet", async (_, open, _) =>
        {
            var target = open.Target(item => item.Sequence is null || Refused(item, canRetry: false) is not null);
            return target is null ? "everything has left already"
                : await open.Conversation.GetOutgoing(Refused(target, canRetry: false) ?? target.Key).WithdrawAsync() ? "withdrawn"
                : "too late: it may have left";
        }),
    ];

    private static async Task<string> SaveAsync(ChatState state, OpenConversation open, string text)
    {
        var target = open.Target(item => !item.Attachments.IsDefaultOrEmpty);
        if (target is null)
        {
            return "there is no attachment to save";
        }

        var place = text.Length == 0 ? Directory.GetCurrentDirectory() : FirstWord(text).Word;
        var saved = new List<string>();
        foreach (var attachment in target.Attachments)
        {
            // The name is what a stranger called it: only its last part, and never over a file that is there.
            var path = Directory.Exists(place) ? Path.Combine(place, Path.GetFileName(Display.Columns.Printable(attachment.Name))) : place;
            await using var file = new FileStream(path, FileMode.CreateNew);
            await state.Client.DownloadAsync(attachment, file);
            saved.Add(path);
        }

        return $"saved {string.Join(", ", saved)}";
    }

    /// <summary>What was refused of a row: the message itself, or else a change of it.</summary>
    private static MessageId? Refused(TimelineItem item, bool canRetry)
    {
        bool Fits(Delivery delivery) => delivery.State == DeliveryState.Refused && (delivery.CanRetry || !canRetry);
        return Fits(item.Delivery) ? item.Key : item.Unsent.FirstOrDefault(change => Fits(change.Delivery))?.Id;
    }

    private static (string Word, string Others) FirstWord(string text)
    {
        var quoted = text.StartsWith('"');
        var end = text.IndexOf(quoted ? '"' : ' ', quoted ? 1 : 0);
        var word = end < 0 ? text.Trim('"') : text[(quoted ? 1 : 0)..end];
        return (word, end < 0 ? "" : text[(end + 1)..].Trim());
    }

    private static Command Of(string name, string arguments, string purpose, Func<ChatState, OpenConversation, string, Task<string>> run) =>
        new(name, arguments, purpose, (state, text) => run(state, state.Open!, text)) { NeedsConversation = true };
}
