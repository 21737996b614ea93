using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;

namespace FastChat.Storage.Search;

/// <summary>Makes all indexes anew in a database that no server has open.</summary>
public sealed class SearchRebuild(ChatDatabase database)
{
    private readonly SearchIndexing _indexing = new(database);
    private readonly CommitBatch _batch = new();

    /// <summary>Returns of how many conversations.</summary>
    public int Run()
    {
        var count = 0;
        var after = ConversationId.None;
        while (database.Conversations.ReadIds(after, StorageLimits.VerifyPageConversations) is { Count: > 0 } page)
        {
            foreach (var conversation in page) Rebuild(conversation);
            count += page.Count;
            after = page[^1];
        }

        return count;
    }

    private void Rebuild(ConversationId conversation)
    {
        Write(_indexing.Drop(conversation));
        while (_indexing.Next(conversation, nowMs: 0, isQuiet: true, purges: true) is { } writes)
        {
            foreach (var write in writes) Write(write);
        }
    }

    private void Write(SearchWrite write)
    {
        write.Apply(_batch, database.Keys.Find(write.Conversation)!);
        database.Commits.Append(_batch);
        _batch.Clear();
    }
}
