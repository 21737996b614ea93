using FastChat.Client.Accounts;
using FastChat.Client.LocalState;

namespace FastChat.Client;

/// <summary>Raises an event on the event context when what the account keeps for itself has changed, or what its contacts are called; one at a time waits there.</summary>
internal sealed class PersonalRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly ChangeSubscription _changes;
    private readonly Task _following;
    private int _isPosted;

    public PersonalRelay(ChangeFeed feed, People people, EventQueue events, Action raise)
    {
        _changes = feed.Subscribe();
        _following = Task.Run(() => FollowAsync(people, events, raise));
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _changes.Dispose();
        _ended.Dispose();
    }

    private async Task FollowAsync(People people, EventQueue events, Action raise)
    {
        while (true)
        {
            var changes = await _changes.NextAsync(_ended.Token).ConfigureAwait(false);
            people.Forget(changes);
            if (!(changes.Personal || changes.Profiles.Count > 0) || Interlocked.Exchange(ref _isPosted, 1) != 0)
                continue;
            events.Post(() =>
            {
                Volatile.Write(ref _isPosted, 0);
                raise();
            });
        }
    }
}
