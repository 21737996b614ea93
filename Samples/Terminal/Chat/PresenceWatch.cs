using FastChat.Protocol.Identifiers;

namespace FastChat.Samples.Terminal.Chat;

/// <summary>Keeps <see cref="ChatState.People"/> up to date for everybody whom one talks to directly.</summary>
internal sealed class PresenceWatch(ChatState state, Action<Func<Task>> post, CancellationToken quitting)
{
    private CancellationTokenSource? _watching;
    private HashSet<AccountId> _watched = [];

    /// <summary>Completes when the last watch has ended.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Watches anew when the set of people has changed. Called on the loop.</summary>
    public void Follow()
    {
        var people = state.Conversations.Snapshot.Select(row => row.Peer?.Id).OfType<AccountId>().ToHashSet();
        if (people.SetEquals(_watched))
        {
            return;
        }

        _watched = people;
        _watching?.Cancel();
        _watching = CancellationTokenSource.CreateLinkedTokenSource(quitting);
        var token = _watching.Token;
        Ended = Task.WhenAll(Ended, Background.RunAsync(() => WatchAsync(people, token)));
    }

    private async Task WatchAsync(HashSet<AccountId> people, CancellationToken cancellation)
    {
        await foreach (var presence in state.Client.WatchPresenceAsync(people, cancellation))
        {
            post(() =>
            {
                state.People = state.People.SetItem(presence.Account, presence);
                return Task.CompletedTask;
            });
        }
    }
}
