using System.Threading.Channels;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>
/// Compacts the rows of deleted conversations, one after the other, off the request's way. When too many wait, the rest
/// is left to RocksDB's own compaction. Disposed before the database: what runs is finished, what waits is dropped.
/// </summary>
internal sealed class ConversationCompactor : IAsyncDisposable
{
    private const int WaitingMax = 1_024;

    private readonly Channel<ConversationId> _waiting = Channel.CreateBounded<ConversationId>(WaitingMax);
    private readonly ChatDatabase _database;
    private readonly Task _work;
    private volatile bool _stopping;

    public ConversationCompactor(ChatDatabase database)
    {
        _database = database;
        _work = Task.Run(WorkAsync);
    }

    public void Add(ConversationId conversation) => _waiting.Writer.TryWrite(conversation);

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _waiting.Writer.TryComplete();
        await _work;
    }

    private async Task WorkAsync()
    {
        await foreach (var conversation in _waiting.Reader.ReadAllAsync())
        {
            if (!_stopping)
            {
                _database.Conversations.Compact(conversation);
            }
        }
    }
}
