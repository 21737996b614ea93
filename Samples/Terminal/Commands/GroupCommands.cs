using FastChat.Client;
using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Commands about who is in the open conversation.</summary>
internal static class GroupCommands
{
    public static IReadOnlyList<Command> All { get; } =
    [
        Of("members", "", "lists who is here", async (_, open, _) =>
        {
            var members = new List<string>();
            await foreach (var member in open.Conversation.ReadMembersAsync())
            {
                members.Add(member.Role == Role.Member ? member.Account.Handle : $"{member.Account.Handle} ({Wording.Of(member.Role)})");
            }

            return string.Join(", ", members);
        }),
        Of("add", "HANDLE …", "adds people to the group", async (state, open, handles) =>
        {
            var people = await Task.WhenAll(handles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(state.PersonAsync));
            await open.Conversation.AddMembersAsync(people.Select(person => person.Id));
            return "";
        }),
        Of("remove", "HANDLE", "removes somebody from the group", async (state, open, handle) =>
        {
            await open.Conversation.RemoveMemberAsync((await state.PersonAsync(handle)).Id);
            return "";
        }),
        Of("role", "HANDLE owner|admin|moderator|member", "changes what somebody may do", async (state, open, text) =>
        {
            var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts is not [var handle, var word] || !Enum.TryParse<Role>(word, ignoreCase: true, out var role) || role == Role.None)
            {
                return "/role HANDLE owner|admin|moderator|member";
            }

            await open.Conversation.SetRoleAsync((await state.PersonAsync(handle)).Id, role);
            return "";
        }),
        Of("rename", "TITLE", "gives the group another title", async (_, open, title) =>
        {
            await open.Conversation.RenameAsync(title);
            return "";
        }),
        Of("leave", "", "leaves the conversation for good", async (state, open, _) =>
        {
            await open.Conversation.LeaveAsync();
            await state.CloseAsync();
            return "left";
        }),
    ];

    private static Command Of(string name, string arguments, string purpose, Func<ChatState, OpenConversation, string, Task<string>> run) =>
        new(name, arguments, purpose, (state, text) => run(state, state.Open!, text)) { NeedsConversation = true };
}
