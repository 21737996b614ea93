using FastChat.Client;
using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Reads a typed line: a command behind a slash, or a message.</summary>
internal static class CommandTable
{
    public static IReadOnlyList<Command> All { get; } =
        [.. ListCommands.All, .. MessageCommands.All, .. MoreCommands.All, .. GroupCommands.All, .. ModerationCommands.All, .. PersonalCommands.All, .. SearchCommands.All];

    /// <summary>Runs what was typed and tells what to show for it. Refusals become words.</summary>
    public static async Task<Notice> RunAsync(ChatState state, string line)
    {
        try
        {
            if (!line.StartsWith('/') || line.StartsWith("//", StringComparison.Ordinal))
            {
                return new Notice(await SayAsync(state, line.StartsWith("//", StringComparison.Ordinal) ? line[1..] : line));
            }

            var parts = line[1..].Split(' ', 2, StringSplitOptions.TrimEntries);
            var command = All.FirstOrDefault(c => c.Name == parts[0]);
            return command is null ? new Notice($"/{parts[0]} is no command: /help lists them", IsProblem: true)
                : command.NeedsConversation && state.Open is null ? new Notice($"open a conversation before /{command.Name}", IsProblem: true)
                : new Notice(await command.RunAsync(state, parts.Length > 1 ? parts[1] : ""));
        }
        catch (ChatException refused)
        {
            return new Notice(Wording.Of(refused), IsProblem: true);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return new Notice(wrong.Message, IsProblem: true);
        }
    }

    /// <summary>In a conversation a line is a message; in the list it names what to open.</summary>
    private static async Task<string> SayAsync(ChatState state, string line)
    {
        if (state.Open is { } open)
        {
            open.Bottom = null;
            open.ClearSelection();
            await open.Conversation.SendAsync(MessageDraft.FromMarkdown(line));
        }
        else
        {
            await state.ShowAsync(await state.FindAsync(line.Trim()));
        }

        return "";
    }
}
