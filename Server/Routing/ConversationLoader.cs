using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Routing;

/// <summary>
/// Reads rows for a loop on the thread pool, so that a cold conversation does not hold up the others. Requests of one turn
/// travel together; results come back to the loop as commands.
/// </summary>
internal sealed class ConversationLoader(IConversationStore store, Action<ShardCommand> deliver)
{
    private List<LoadRequest> _requests = [];

    public bool HasRequests => _requests.Count > 0;

    /// <summary>On the loop: notes what is needed. At most one request of a conversation is under way.</summary>
    public void Request(LoadedConversation state, IReadOnlyList<AccountId> accounts, IReadOnlyList<DeviceId> devices) =>
        _requests.Add(new LoadRequest(state, state.Id, accounts, devices));

    /// <summary>On the loop, at the end of a turn: starts the reads.</summary>
    public void Start()
    {
        if (_requests.Count == 0)
        {
            return;
        }

        var requests = _requests;
        _requests = [];
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Loader.Read(work.Requests), (Loader: this, Requests: requests), false);
    }

    private void Read(List<LoadRequest> requests)
    {
        foreach (var request in requests)
        {
            LoadedRows? rows;
            try
            {
                rows = store.Load(request.Conversation, request.Accounts, request.Devices);
            }
            catch (Exception exception) when (exception is StorageException or ObjectDisposedException)
            {
                rows = null; // Refused to those who wait; storage has logged it.
            }

            deliver(new LoadedCommand(request.State, rows));
        }
    }

    private sealed record LoadRequest(
        LoadedConversation State,
        ConversationId Conversation,
        IReadOnlyList<AccountId> Accounts,
        IReadOnlyList<DeviceId> Devices);

    private sealed class LoadedCommand(LoadedConversation state, LoadedRows? rows) : ShardCommand
    {
        public override byte Shard { get; } = state.Shard;

        public override void Run(ShardLoop loop) => loop.Conversations.Loaded(state, rows);

        public override void Refuse(FastChat.Protocol.Code code, string message)
        {
        }
    }
}
