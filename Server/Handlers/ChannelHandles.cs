using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Handlers;

/// <summary>
/// The public handles of channels, in one space with those of accounts. A handle and its channel belong to different shards: the handle is
/// reserved, then the channel takes it. It counts only while the channel itself says that it has it, so that whatever is interrupted leaves
/// no more than a row that expires or is overwritten.
/// </summary>
internal sealed class ChannelHandles(
    ChatDatabase database, ShardRouter router, RecordWriter writer, GroupReads groups, ServerName server, IIdSource ids, TimeProvider time)
{
    /// <summary>The channel that has a handle now; null: none has.</summary>
    public ConversationId? Find(string handle) =>
        Handle.TryNormalize(handle, out var normalized)
        && database.Handles.KeyOf(normalized) is var key
        && database.Handles.Read(key) is { } row
        && database.IsOfChannel(row, key)
            ? row.Channel
            : null;

    public async Task<ServerFrame> HandleAsync(Caller caller, SetConversationHandle request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var (record, group) = groups.Require(caller.Account, conversation, Operation.SetHandle);
        if (record.Kind != ConversationKind.Channel)
        {
            throw new RefusalException(Code.Forbidden, "Only channels have handles.");
        }

        var before = group?.Handle ?? "";
        var handle = "";
        if (request.Handle.Length > 0 && !Handle.TryNormalize(request.Handle, out handle))
        {
            throw new RefusalException(Code.InvalidHandle, "A handle has 3 to 32 letters, digits, '_', '.' or '-', and begins with a letter.");
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (handle.Length > 0 && handle != before)
        {
            await ReserveAsync(conversation, handle, now);
        }

        // Well before the reservation ends: nobody else has it when the channel takes it.
        var until = now + (AccountLimits.ReservationSeconds * 1_000L / 2);
        var command = new SetHandleCommand(conversation, caller.Link, ids.NewMessageId(), handle, until);
        router.Route(command);
        await command.Completion;
        if (before.Length > 0 && before != handle)
        {
            await ReleaseAsync(conversation, before);
        }

        return new ServerFrame { Done = new Done() };
    }

    /// <summary>After the channel is gone, or has another one.</summary>
    public Task ReleaseAsync(ConversationId conversation, string handle)
    {
        var key = database.Handles.KeyOf(handle);
        return writer.RunAsync(key.Shard(), key.Value, batch =>
        {
            if (database.Handles.Read(key) is { } row && row.Channel == conversation && !database.IsOfChannel(row, key))
            {
                database.Handles.Delete(batch, key);
            }

            return true;
        });
    }

    private Task<bool> ReserveAsync(ConversationId conversation, string handle, long now)
    {
        var key = database.Handles.KeyOf(handle);
        return writer.RunAsync(key.Shard(), key.Value, batch =>
        {
            if (handle == server.Handle || Handle.IsReserved(handle)
                || (database.Handles.Read(key) is { } row && row.Channel != conversation && database.IsTaken(row, key, now)))
            {
                throw new RefusalException(Code.HandleTaken, "The handle is taken.");
            }

            database.Handles.Put(batch, key, HandleRecord.OfChannel(conversation, now));
            return true;
        });
    }
}
