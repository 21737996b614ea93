using System.Buffers;
using FastChat.Protocol;
using FastChat.Search.Execution;
using FastChat.Search.Queries;
using FastChat.Storage.Conversations;
using FastChat.Storage.Sealing;
using FastChat.Storage.Search;
using Google.Protobuf;

namespace FastChat.Tests.Storage.Search;

/// <summary>A conversation whose messages have words, written and indexed as the server does it, and what is true of it.</summary>
internal sealed class SearchedChat
{
    private readonly TemporaryDatabase _temporary;
    private readonly List<Entry> _waiting = [];
    private ulong _sequence;

    public SearchedChat(TemporaryDatabase temporary, ulong n)
    {
        _temporary = temporary;
        Id = Ids.Conversation(n);
        temporary.Commit(batch =>
        {
            var key = temporary.Keys.Create(batch, Id);
            temporary.Database.Conversations.PutRecord(
                batch, Id, key, new ConversationRecord(ConversationKind.Group, Encryption.None, "Title", Ids.Account(1), 1, 1, 1, AccountId.None, AccountId.None));
            temporary.Database.Members.Put(batch, Id, Ids.Account(1), key, new MemberRecord(Role.Owner, 1, 1));
        });
    }

    public ConversationId Id { get; }

    /// <summary>What each message says now.</summary>
    public SortedDictionary<ulong, string> Texts { get; } = [];

    public DataKey Key => _temporary.Keys.Find(Id)!;

    public SearchManifest Manifest => _temporary.Database.Search.ReadManifest(Id);

    public ulong Say(string text)
    {
        Texts[++_sequence] = text;
        _waiting.Add(new Entry { Kind = EntryKind.Message, Content = new MessageContent { Text = text }.ToByteString() });
        return _sequence;
    }

    public void Edit(ulong target, string text)
    {
        _sequence++;
        if (Texts.ContainsKey(target)) Texts[target] = text;
        _waiting.Add(new Entry { Kind = EntryKind.Edit, TargetSequence = target, Content = new MessageContent { Text = text }.ToByteString() });
    }

    public void Delete(ulong target)
    {
        _sequence++;
        Texts.Remove(target);
        _waiting.Add(new Entry { Kind = EntryKind.Delete, TargetSequence = target });
    }

    /// <summary>Cuts a committed message's content out of its block, as expiry and deletion for everybody do.</summary>
    public void Remove(ulong target)
    {
        Texts.Remove(target);
        var database = _temporary.Database;
        var bytes = new ArrayBufferWriter<byte>();
        Assert.That(database.Blocks.ReadAround(Id, target, bytes));
        var block = Block.Parser.ParseFrom(bytes.WrittenSpan);
        var entry = block.Entries[(int)(target - block.FirstSequence)];
        entry.Content = ByteString.Empty;
        entry.Flags |= (uint)EntryFlag.Removed;
        _temporary.Commit(batch =>
        {
            database.Blocks.Put(batch, Id, block.FirstSequence, block.ToByteArray(), Key);
            database.Search.PutErased(batch, Id, target, Key);
            batch.NoteConversation(Id);
        });
    }

    /// <summary>Writes what waits as one block.</summary>
    public SearchedChat Commit()
    {
        if (_waiting.Count == 0) return this;
        var database = _temporary.Database;
        var first = _sequence - (ulong)_waiting.Count + 1;
        var block = new Block { ConversationId = Id.ToByteString(), FirstSequence = first, EntryCount = (uint)_waiting.Count, ServerTimeMs = (long)first * 1_000 };
        foreach (var entry in _waiting)
        {
            entry.SenderAccount = Ids.Account(1).ToByteString();
            block.Entries.Add(entry);
        }

        _temporary.Commit(batch =>
        {
            database.Blocks.Put(batch, Id, first, block.ToByteArray(), Key);
            for (var i = 0; i < _waiting.Count; i++)
            {
                if (_waiting[i].TargetSequence > 0) database.Blocks.PutTarget(batch, Id, _waiting[i].TargetSequence, first + (ulong)i, _waiting[i].Kind, Key);
            }

            database.Conversations.PutHead(batch, Id, Key, new HeadRecord(_sequence, 0, batch.Touch(Id.Shard()), (long)first * 1_000));
            batch.NoteConversation(Id);
        });
        _waiting.Clear();
        return this;
    }

    /// <summary>Brings the index as far as it goes; returns in how many commits. Stops after some of them, as a crash does.</summary>
    public int Index(bool isQuiet = false, bool purges = false, int commitsMax = int.MaxValue, long nowMs = 1)
    {
        var indexing = new SearchIndexing(_temporary.Database);
        var commits = 0;
        while (indexing.Next(Id, nowMs, isQuiet, purges) is { } writes)
        {
            foreach (var write in writes)
            {
                if (commits++ == commitsMax) return commits;
                _temporary.Commit(batch => write.Apply(batch, Key));
            }
        }

        return commits;
    }

    /// <summary>The sequences that a query finds, the newest first.</summary>
    public List<ulong> Find(string query, SearchView? view = null, int scannedMax = 100_000)
    {
        var plan = SearchPlan.Create(SearchQuery.Parse(query), _ => Ids.Account(1).Value);
        var hits = new TopHits(HitOrder.Time, 100, null);
        var search = new ConversationSearch(_temporary.Database, plan, hits, scannedMax);
        search.Run(Id, _ => view ?? new SearchView(1, _sequence));
        IsIncomplete = search.IsIncomplete;
        return [.. hits.Take().Where(hit => search.Show(in hit, view?.LastSequence ?? _sequence) is not null).Select(hit => (ulong)hit.Sequence)];
    }

    public bool IsIncomplete { get; private set; }

    /// <summary>The same, by looking at every text.</summary>
    public List<ulong> Scan(string word) =>
        [.. Texts.Where(text => text.Value.Split(' ').Contains(word)).Select(text => text.Key).Reverse().Take(100)];
}
