using System.Collections.Immutable;
using FastChat.Client.Conversations;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// The replies in one thread, the last 1,000 of them, with edits and reactions folded in, and one's own unsent replies below. What is
/// not on this device is fetched. See <see cref="LiveList{T}"/> for the threads that it speaks on.
/// </summary>
public sealed class ThreadTimeline : LiveList<TimelineItem>
{
    private const int RepliesMax = 1_000;

    private readonly SignedInClient _client;
    private readonly ConversationId _id;
    private readonly ChangeSubscription _changes;
    private readonly CancellationTokenSource _ended = new();

    internal ThreadTimeline(SignedInClient client, ConversationId id, long root)
        : base(client.Events, [])
    {
        (_client, _id, Root) = (client, id, root);
        _changes = client.Store.Changes.Subscribe(id);
        Begin(Build());
        client.Engine.Want(id);
        _ = Task.Run(FollowAsync);
        _ = Task.Run(FillAsync);
    }

    /// <summary>The message that the thread is under.</summary>
    public long Root { get; }

    private protected override IReadOnlyList<ListChange<TimelineItem>> Diff(
        ImmutableArray<TimelineItem> from, ImmutableArray<TimelineItem> to) => ListDiff.Compute(from, to, static item => item.Key);

    private protected override void OnDisposed()
    {
        _ended.Cancel();
        _changes.Dispose();
        _client.Forget(this);
    }

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                var changes = await _changes.NextAsync(_ended.Token).ConfigureAwait(false);
                _client.People.Forget(changes);
                if (IsDisposed)
                    return;
                Publish(Build());
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Disposed of.
        }
        catch (Exception e)
        {
            if (!IsDisposed)
                _client.ListFailed(e);
        }
    }

    // Replies carry ordinals 1, 2, 3 …: what is missing shows in them. What comes is told as a change of the store.
    private async Task FillAsync()
    {
        try
        {
            var before = 0UL;
            while (true)
            {
                var page = await References.FetchAsync(_client, _id, Root, Wire.EntryKind.Message, 0, before, _ended.Token).ConfigureAwait(false);
                var first = page.Blocks.Count == 0 ? null : page.Blocks[0];
                if (first is null || first.Entries[0].ThreadOrdinal <= 1 || IsHere((long)first.FirstSequence, first.Entries[0].ThreadOrdinal))
                    return;
                before = first.FirstSequence;
            }
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException or ObjectDisposedException)
        {
            // Refused or ended: what is here is shown.
        }
    }

    private bool IsHere(long sequence, uint ordinal)
    {
        var older = _client.Store.ReadReplies(_id, Root, RepliesMax).Count(reply => reply.Sequence < sequence);
        return older >= Math.Min(RepliesMax, ordinal - 1);
    }

    private ImmutableArray<TimelineItem> Build()
    {
        var outbox = _client.Store.ReadOutbox(_id);
        var replies = _client.Store.ReadReplies(_id, Root, RepliesMax).Select(reply => new WindowRow(reply)).ToArray();
        foreach (var reply in replies)
        {
            foreach (var reference in _client.Store.ReadReferences(_id, reply.Entry.Sequence, reply.Entry.Sequence))
                reply.Add(reference);
        }

        var row = _client.Store.ReadConversation(_id);
        var receipts = row is null ? default : Receipts.Read(_client.Store, row, _client.Me);
        return _client.Items.Build(replies, outbox, receipts, withEchoes: false).AddRange(
            outbox.Where(echo => echo.Entry.Kind == Wire.EntryKind.Message && (long)echo.Entry.TargetSequence == Root)
                .Select(echo => _client.Items.Echo(echo, outbox.Where(change => change.Target == echo.Message))));
    }
}
