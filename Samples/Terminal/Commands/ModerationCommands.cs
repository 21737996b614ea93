using System.Globalization;
using FastChat.Client;
using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Commands about the rules of the open group or channel, and who may come in.</summary>
internal static class ModerationCommands
{
    public static IReadOnlyList<Command> All { get; } =
    [
        Of("info", "", "shows what the group is about and its rules", (_, open, _) => Task.FromResult(Describe(open.Conversation.Group.Info))),
        Of("describe", "TEXT", "says what the group is about", async (_, open, text) =>
        {
            await open.Conversation.Group.UpdateAsync(new GroupChange { Description = text });
            return "";
        }),
        Of("slow", "SECONDS", "lets a member write once in so many seconds; 0: as they like", async (_, open, text) =>
        {
            await open.Conversation.Group.UpdateAsync(new GroupChange { SlowMode = TimeSpan.FromSeconds(Number(text)) });
            return "";
        }),
        Of("history", "join|all|COUNT", "what those see who come from now on", async (_, open, text) =>
        {
            await open.Conversation.Group.UpdateAsync(text switch
            {
                "join" => new GroupChange { History = HistoryVisibility.FromJoin },
                "all" => new GroupChange { History = HistoryVisibility.All },
                _ => new GroupChange { History = HistoryVisibility.Last, HistoryEntries = Number(text) },
            });
            return "";
        }),
        Of("silence", "HANDLE MINUTES", "keeps a member from writing; 0 minutes: no longer", async (state, open, text) =>
        {
            var (handle, minutes) = Split(text);
            var account = (await state.PersonAsync(handle)).Id;
            await open.Conversation.Group.MuteAsync(account, minutes == 0 ? null : TimeProvider.System.GetUtcNow().AddMinutes(minutes));
            return "";
        }),
        Of("ban", "HANDLE [MINUTES]", "removes somebody and keeps them out, for good or for so long", async (state, open, text) =>
        {
            var (handle, minutes) = Split(text);
            var account = (await state.PersonAsync(handle)).Id;
            await open.Conversation.Group.BanAsync(account, minutes == 0 ? null : TimeProvider.System.GetUtcNow().AddMinutes(minutes));
            return "";
        }),
        Of("unban", "HANDLE", "lets somebody come back", async (state, open, handle) =>
        {
            await open.Conversation.Group.LiftBanAsync((await state.PersonAsync(handle)).Id);
            return "";
        }),
        Of("invite", "[approve]", "makes a link to join by; with approve, people ask first", async (_, open, text) =>
        {
            var invite = await open.Conversation.Group.CreateInviteAsync(new InviteOptions { NeedsApproval = text == "approve" });
            return $"/join {invite.Link}";
        }),
        Of("report", "spam|harassment|violence|sexual|illegal|impersonation|other [NOTE]", "reports a message to the server's administrators", async (state, open, text) =>
        {
            var words = text.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (!Enum.TryParse<ReportCategory>(words[0], ignoreCase: true, out var category) || !Enum.IsDefined(category))
            {
                return "/report spam|harassment|violence|sexual|illegal|impersonation|other [NOTE]";
            }

            if (open.Target(item => item.Sequence is not null && item.Sender.Id != state.Me.Id) is not { } target)
            {
                return "there is no message to report";
            }

            await open.Conversation.ReportAsync(target.Sequence!.Value, category, words.Length > 1 ? words[1] : "");
            return "reported; its sender is not told";
        }),
        Of("requests", "", "lists who asks to join", async (_, open, _) =>
        {
            var asking = new List<string>();
            await foreach (var request in open.Conversation.Group.ReadJoinRequestsAsync())
            {
                asking.Add(request.Account.Handle);
            }

            return asking.Count == 0 ? "nobody asks to join" : string.Join(", ", asking);
        }),
        Of("accept", "HANDLE", "lets somebody in who asks to join", (state, open, handle) => DecideAsync(state, open, handle, accept: true)),
        Of("decline", "HANDLE", "turns somebody away who asks to join", (state, open, handle) => DecideAsync(state, open, handle, accept: false)),
        Of("handle", "HANDLE", "makes the channel public under a handle", async (_, open, handle) =>
        {
            await open.Conversation.Group.SetHandleAsync(handle.TrimStart('@'));
            return "";
        }),
    ];

    private static Command Of(string name, string arguments, string purpose, Func<ChatState, OpenConversation, string, Task<string>> run) =>
        new(name, arguments, purpose, (state, text) => run(state, state.Open!, text)) { NeedsConversation = true };

    private static string Describe(GroupInfo info)
    {
        var history = info.History switch
        {
            HistoryVisibility.All => "newcomers see everything",
            HistoryVisibility.Last => $"newcomers see the last {info.HistoryEntries}",
            _ => "newcomers see what comes after them",
        };
        var slow = info.SlowMode > TimeSpan.Zero ? $"; one message in {info.SlowMode.TotalSeconds:0} s" : "";
        var handle = info.Handle.Length > 0 ? $"@{info.Handle}: " : "";
        var muted = info.MutedUntil is { } until ? $"; you are muted until {until.ToLocalTime():t}" : "";
        var asking = info.JoinRequests > 0 ? $"; {info.JoinRequests} ask to join" : "";
        return $"{handle}{info.Description.ReplaceLineEndings(" ")} ({history}{slow}{muted}{asking})".TrimStart();
    }

    private static async Task<string> DecideAsync(ChatState state, OpenConversation open, string handle, bool accept)
    {
        await open.Conversation.Group.DecideJoinRequestsAsync([(await state.PersonAsync(handle)).Id], accept);
        return "";
    }

    private static (string Handle, int Minutes) Split(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (parts.ElementAtOrDefault(0) ?? "", parts.Length > 1 ? Number(parts[1]) : 0);
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidOperationException($"“{text}” is no number");
}
