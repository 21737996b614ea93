using System.Collections.Immutable;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Conversations;

/// <summary>The account's conversations: the pinned ones in their order, then by newest activity. Left and destroyed ones are not in it.</summary>
internal sealed class ConversationList : LiveList<ConversationSummary>
{
    private readonly SignedInClient _client;
    private readonly Func<ConversationSummary, bool>? _only;
    private readonly ChangeSubscription _changes;
    private readonly CancellationTokenSource _ended = new();

    // Owned by the constructor, then by FollowAsync alone.
    private readonly Dictionary<ConversationId, ConversationSummary> _all = [];

    public ConversationList(SignedInClient client, Func<ConversationSummary, bool>? only)
        : base(client.Events, [])
    {
        _client = client;
        _only = only;
        _changes = client.Store.Changes.Subscribe();
        ReadAll();
        Begin(Sorted());
        _ = Task.Run(FollowAsync);
    }

    private protected override IReadOnlyList<ListChange<ConversationSummary>> Diff(
        ImmutableArray<ConversationSummary> from, ImmutableArray<ConversationSummary> to) =>
        ListDiff.Compute(from, to, static summary => summary.Id);

    private protected override void OnDisposed()
    {
        _ended.Cancel();
        _changes.Dispose();
        _client.Forget(this);
    }

    private async Task FollowAsync()
    {
        var token = _ended.Token;
        try
        {
            while (true)
            {
                var changes = await _changes.NextAsync(token).ConfigureAwait(false);
                _client.People.Forget(changes);
                if (changes.Reset || changes.Personal)
                    ReadAll();
                foreach (var id in changes.Conversations.Keys.Concat(WithPeople(changes.Profiles)))
                    Keep(_client.Summaries.Read(id));
                Publish(Sorted());
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Disposed of.
        }
        catch (Exception e)
        {
            if (!IsDisposed)
                _client.ListFailed(e);
        }
    }

    private void ReadAll()
    {
        _all.Clear();
        foreach (var row in _client.Store.ReadConversations())
            Keep(_client.Summaries.Read(row));
    }

    private void Keep(ConversationSummary summary)
    {
        if (summary.Left || summary.Deleted || summary.Kind == ConversationKind.Unknown)
            _all.Remove(summary.Id);
        else
            _all[summary.Id] = summary;
    }

    // Titles of direct conversations, and senders and typists of others, are people.
    private ConversationId[] WithPeople(IReadOnlySet<AccountId> accounts) => accounts.Count == 0
        ? []
        : [.. _all.Values.Where(summary => Names(summary, accounts)).Select(summary => summary.Id)];

    private static bool Names(ConversationSummary summary, IReadOnlySet<AccountId> accounts) =>
        (summary.Peer is { } peer && accounts.Contains(peer.Id))
        || (summary.LastMessage is { } last && accounts.Contains(last.Sender.Id))
        || summary.Typing.Any(account => accounts.Contains(account.Id));

    private ImmutableArray<ConversationSummary> Sorted() =>
        [.. (_only is null ? _all.Values : _all.Values.Where(_only))
            .OrderBy(summary => summary.PinPlace == 0 ? int.MaxValue : summary.PinPlace)
            .ThenByDescending(summary => summary.LastActivity).ThenBy(summary => summary.Id.Value)];
}
