using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Handlers;

/// <summary>Takes members' reports of messages. What is kept of the message is the operator's policy.</summary>
internal sealed class ReportHandler(
    ChatDatabase database, ConversationReads reads, ServerRecords records, AuthLimiter limiter, IIdSource ids, TimeProvider time, Live<ReportPolicy> policy)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, ReportMessage request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var (first, head) = reads.RequireReadable(caller.Account, conversation);
        if (!Enum.IsDefined(request.Category) || request.Category == ReportCategory.Unspecified)
        {
            throw RequestFields.Malformed("category is one of ReportCategory.");
        }

        var note = Accounts.ProfileText.Require(request.Note, "note", ProtocolLimits.ReportNoteBytesMax, lines: true);
        if (request.Sequence < first || request.Sequence > head || Find(conversation, request.Sequence) is not { } found)
        {
            throw new RefusalException(Code.TargetNotFound, "There is no message with this sequence.");
        }

        limiter.RequireReport(caller.Account);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var report = new ReportRecord(
            now, caller.Account, conversation, request.Sequence, found.Sender, (int)request.Category, note, policy.Value.KeepsContent ? found.Content : [], 0, "", "");
        await records.RunAsync(batch =>
        {
            Forget(batch, now);
            database.Administration.Reports.Put(batch, ids.NewId<ReportId>(), report);
        });
        return new ServerFrame { Done = new Done() };
    }

    /// <summary>The message's sender, and its content as it stands now: that of the last edit.</summary>
    private (AccountId Sender, byte[] Content)? Find(ConversationId conversation, ulong sequence)
    {
        if (Read(conversation, sequence) is not { Kind: EntryKind.Message } message)
        {
            return null;
        }

        var content = message.Content;
        database.Blocks.ReadTargetsBackward(conversation, sequence, ulong.MaxValue, (_, at, kind) =>
        {
            if (kind != EntryKind.Edit)
            {
                return true;
            }

            content = Read(conversation, at)?.Content ?? content;
            return false;
        });
        return (message.Sender, content);
    }

    private (EntryKind Kind, AccountId Sender, byte[] Content)? Read(ConversationId conversation, ulong sequence)
    {
        (EntryKind, AccountId, byte[])? read = null;
        database.Blocks.ReadForward(conversation, sequence, (_, block) =>
        {
            if (StoredEntry.TryFind(block, sequence, out var entry))
            {
                read = (entry.Kind, entry.SenderAccount, entry.Content.ToArray());
            }

            return false;
        });
        return read;
    }

    /// <summary>Resolved ones are kept so long, and all in all so many.</summary>
    private void Forget(Storage.Commit.CommitBatch batch, long nowMs)
    {
        const int Oldest = 64;
        foreach (var (id, old) in database.Administration.Reports.ReadAfter(ReportId.None, Oldest))
        {
            if (old.ResolvedMs > 0 && nowMs - old.ResolvedMs > policy.Value.KeptDays * 86_400_000L)
            {
                database.Administration.Reports.Delete(batch, id);
            }
        }
    }
}
