using System.Collections.Immutable;
using FastChat.Client;
using FastChat.Protocol.Identifiers;
using FastChat.Samples.Terminal.Commands;

namespace FastChat.Samples.Terminal.Chat;

/// <summary>What the app knows at the moment: the list, the open conversation, who is online, the last notice.</summary>
/// <remarks>Changed on the app's loop only.</remarks>
internal sealed class ChatState(ChatClient client, Func<Task> changed) : IAsyncDisposable
{
    public ChatClient Client => client;

    public LiveList<ConversationSummary> Conversations { get; } = client.OpenConversations(only: summary => !summary.Left && !summary.Deleted);

    public OpenConversation? Open { get; private set; }

    /// <summary>Who is online or was last seen when, of those that one talks to directly.</summary>
    public ImmutableDictionary<AccountId, Presence> People { get; set; } = ImmutableDictionary<AccountId, Presence>.Empty;

    /// <summary>One line of news about the last command.</summary>
    public string Notice { get; set; } = "";

    /// <summary>Which conversation of the list is chosen.</summary>
    public ConversationId? Chosen { get; private set; }

    public Account Me => client.Account ?? throw new ChatException(ErrorCode.SignedOut, "signed out");

    public ConversationSummary? OpenSummary => Open?.Conversation.Summary;

    /// <summary>What the last search found.</summary>
    public ImmutableArray<FoundMessage> Found { get; set; } = [];

    /// <summary>Opens a conversation, at its end or around one of its messages.</summary>
    public async Task ShowAsync(Conversation conversation, long aroundSequence = 0)
    {
        if (Open?.Conversation.Id == conversation.Id && aroundSequence == 0)
        {
            return;
        }

        await CloseAsync();
        Chosen = conversation.Id;
        Open = new OpenConversation(conversation, changed, aroundSequence);

        // What its timeline told before it stood here went unseen.
        await changed();
    }

    public async Task CloseAsync()
    {
        var closing = Open;
        Open = null;
        if (closing is not null)
        {
            await closing.DisposeAsync();
        }
    }

    /// <summary>Moves the choice in the list up (-1) or down (+1).</summary>
    public void Choose(int step)
    {
        var rows = Conversations.Snapshot;
        if (rows.Length > 0)
        {
            var at = rows.ToList().FindIndex(row => row.Id == Chosen);
            Chosen = rows[Math.Clamp(at < 0 ? 0 : at + step, 0, rows.Length - 1)].Id;
        }
    }

    /// <summary>A conversation by its title, its number in the list, or the handle of a person, known or new.</summary>
    public async Task<Conversation> FindAsync(string name)
    {
        var rows = Conversations.Snapshot;
        if (int.TryParse(name, out var number) && number >= 1 && number <= rows.Length)
        {
            return client.GetConversation(rows[number - 1].Id);
        }

        // Handles first, and titles of groups only: anybody can choose a display name that is somebody else's handle.
        var known = rows.FirstOrDefault(row => row.Peer?.Handle == name)
            ?? rows.FirstOrDefault(row => row.Peer is null && string.Equals(Wording.TitleOf(row), name, StringComparison.OrdinalIgnoreCase));
        return known is not null ? client.GetConversation(known.Id) : await client.OpenDirectAsync((await PersonAsync(name)).Id);
    }

    /// <summary>The account behind a handle.</summary>
    public async Task<Account> PersonAsync(string handle) =>
        await client.FindAccountAsync(handle) ?? throw new InvalidOperationException($"nobody is called {handle}");

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Conversations.DisposeAsync();
    }
}
