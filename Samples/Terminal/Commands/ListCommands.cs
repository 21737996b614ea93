using FastChat.Client;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Commands that work everywhere.</summary>
internal static class ListCommands
{
    public static IReadOnlyList<Command> All { get; } =
    [
        new("open", "NAME", "opens by title, number or handle", async (state, name) =>
        {
            await state.ShowAsync(await state.FindAsync(name));
            return "";
        }),
        new("group", "TITLE: HANDLE HANDLE …", "makes a group", async (state, text) =>
        {
            var parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } title, var handles])
            {
                return "/group TITLE: HANDLE HANDLE …";
            }

            var people = await Task.WhenAll(handles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(state.PersonAsync));
            await state.ShowAsync(await state.Client.CreateGroupAsync(title, people.Select(person => person.Id)));
            return "";
        }),
        new("channel", "TITLE", "makes a channel, in which few write and any number read", async (state, title) =>
        {
            await state.ShowAsync(await state.Client.CreateChannelAsync(title));
            return "";
        }),
        new("join", "LINK|@HANDLE", "joins a group or channel, or asks to", async (state, linkOrHandle) =>
        {
            var joined = await state.Client.JoinAsync(linkOrHandle);
            if (joined.State != JoinState.Member)
            {
                return "asked to join; it appears here once somebody lets you in";
            }

            await state.ShowAsync(joined.Conversation);
            return "";
        }),
        new("preview", "LINK|@HANDLE", "shows what is behind a link or handle", async (state, linkOrHandle) =>
        {
            var preview = await state.Client.PreviewAsync(linkOrHandle);
            return $"{preview.Title}: {preview.Description.ReplaceLineEndings(" ")} ({preview.MemberCount} members{(preview.NeedsApproval ? ", asks for approval" : "")})";
        }),
        new("export", "FILE", "writes everything that your account has into a new zip file", async (state, path) =>
        {
            await using var file = new FileStream(path, FileMode.CreateNew);
            await state.Client.Data.ExportAsync(file);
            return $"{path} has {file.Length} bytes";
        }),
        new("back", "", "leaves the conversation on the screen (Esc)", async (state, _) =>
        {
            await state.CloseAsync();
            return "";
        }),
        new("signout", "", "signs out, forgets what is stored, quits", async (state, _) =>
        {
            await state.CloseAsync();
            await state.Client.SignOutAsync(eraseStore: true);
            return "signed out";
        }),
    ];
}
