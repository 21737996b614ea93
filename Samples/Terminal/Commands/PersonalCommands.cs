using System.Globalization;
using FastChat.Client;
using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Commands about what one keeps for oneself: the same on all of one's devices, nobody else's affair.</summary>
internal static class PersonalCommands
{
    public static IReadOnlyList<Command> All { get; } =
    [
        Of("mute", "[HOURS]", "no notifications, for so long or for good", async (_, open, hours) =>
        {
            if (hours.Length == 0)
            {
                await open.Conversation.Preferences.MuteAsync();
                return "muted";
            }

            if (!double.TryParse(hours, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number is <= 0 or > 100_000)
            {
                return "/mute [HOURS]";
            }

            await open.Conversation.Preferences.MuteAsync(TimeProvider.System.GetUtcNow().AddHours(number));
            return $"muted for {hours} hours";
        }),
        Of("unmute", "", "ends /mute", async (_, open, _) =>
        {
            await open.Conversation.Preferences.UnmuteAsync();
            return "no longer muted";
        }),
        Of("notify", "all|mentions|none|default", "what to be notified of here", async (_, open, word) =>
        {
            if (!Enum.TryParse<NotificationLevel>(word, ignoreCase: true, out var level) || !Enum.IsDefined(level))
            {
                return "/notify all|mentions|none|default";
            }

            await open.Conversation.Preferences.SetNotificationsAsync(level);
            return $"notifications: {word}";
        }),
        Of("archive", "", "into the archive until a message comes; again to take it out", async (_, open, _) =>
        {
            var archived = !open.Conversation.Summary.Archived;
            await open.Conversation.Preferences.ArchiveAsync(archived);
            return archived ? "archived" : "no longer archived";
        }),
        Of("top", "", "keeps the conversation at the top; again to let it go", async (_, open, _) =>
        {
            var pinned = open.Conversation.Summary.PinPlace > 0;
            await (pinned ? open.Conversation.Preferences.UnpinAsync() : open.Conversation.Preferences.PinAsync());
            return pinned ? "no longer at the top" : "at the top";
        }),
        Of("folder", "NAME", "puts the conversation into a folder; again to take it out", async (state, open, name) =>
        {
            if (name.Length == 0)
            {
                var folders = state.Client.Preferences.Folders.Select(one => one.Name);
                return $"folders: {string.Join(", ", folders)}";
            }

            var folder = state.Client.Preferences.Folders.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? await state.Client.Preferences.AddFolderAsync(name);
            var isIn = open.Conversation.Summary.Folders.Contains(folder.Id);
            await (isIn ? open.Conversation.Preferences.RemoveFromFolderAsync(folder.Id) : open.Conversation.Preferences.AddToFolderAsync(folder.Id));
            return isIn ? $"no longer in {folder.Name}" : $"in {folder.Name}";
        }),
        Of("draft", "[TEXT]", "keeps a text for later, or shows it", async (_, open, text) =>
        {
            if (text.Length == 0)
            {
                return open.Conversation.Preferences.Draft is { } draft ? $"draft: {draft.Text}" : "no draft";
            }

            await open.Conversation.Preferences.SetDraftAsync(text);
            return "kept";
        }),
        new("contact", "HANDLE [NAME]", "keeps somebody as a contact, under a name of one's own", async (state, text) =>
        {
            var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
            var person = await state.PersonAsync(parts[0]);
            await state.Client.Contacts.AddAsync(person.Id, parts.Length > 1 ? parts[1] : null);
            return $"{person.Handle} is a contact";
        }),
        new("contacts", "", "lists contacts and who is blocked", (state, _) => Task.FromResult(
            $"contacts: {Names(state.Client.Contacts.All.Select(contact => contact.Account))}; blocked: {Names(state.Client.Contacts.Blocked)}")),
        new("block", "HANDLE", "nothing of them arrives any more, and they are not told", async (state, handle) =>
        {
            await state.Client.Contacts.BlockAsync((await state.PersonAsync(handle)).Id);
            return $"{handle} is blocked";
        }),
        new("unblock", "HANDLE", "ends /block", async (state, handle) =>
        {
            await state.Client.Contacts.UnblockAsync((await state.PersonAsync(handle)).Id);
            return $"{handle} is no longer blocked";
        }),
        new("privacy", "presence|seen|receipts|invitations everyone|contacts|nobody", "who sees what of you, and you of them", async (state, text) =>
        {
            if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var what, var word]
                || !Enum.TryParse<Audience>(word, ignoreCase: true, out var audience) || Change(what, audience) is not { } change)
            {
                return state.Client.Preferences.Settings.ToString();
            }

            await state.Client.Preferences.ChangeAsync(change);
            return $"{what}: {word}";
        }),
    ];

    private static AccountSettingsChange? Change(string what, Audience audience) => what switch
    {
        "presence" => new AccountSettingsChange { Presence = audience },
        "seen" => new AccountSettingsChange { LastSeen = audience },
        "receipts" => new AccountSettingsChange { ReadReceipts = audience },
        "invitations" => new AccountSettingsChange { Invitations = audience },
        _ => null,
    };

    private static string Names(IEnumerable<Account> accounts)
    {
        var names = string.Join(", ", accounts.Select(account => account.Name == account.Handle ? account.Handle : $"{account.Name} ({account.Handle})"));
        return names.Length > 0 ? names : "nobody";
    }

    private static Command Of(string name, string arguments, string purpose, Func<ChatState, OpenConversation, string, Task<string>> run) =>
        new(name, arguments, purpose, (state, text) => run(state, state.Open!, text)) { NeedsConversation = true };
}
