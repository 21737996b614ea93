using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>Messages that are to be sent later: taken, listed, cancelled, and made ready once they are due.</summary>
internal sealed class ScheduleHandler(
    ChatDatabase database, ShardRouter router, ConversationReads reads, EntryTargets targets, IMediaReferences media,
    AccountStanding standing, TimeProvider time, ISendReview? review = null)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, ScheduleSend request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        reads.RequireReadable(caller.Account, conversation);
        var entry = request.Entry?.ToByteArray() ?? [];
        var messageId = RequireMessage(entry);

        // What the host has to say, it says now: when the message is due nobody waits for an answer.
        if (review is not null
            && await review.ReviewAsync(caller.Account, caller.Device, conversation, request.Entry!) is { } objection)
        {
            throw new RefusalException(objection.Code, objection.Message);
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (request.DueMs > now + (ProtocolLimits.TimerSecondsMax * 1_000L))
        {
            throw RequestFields.Malformed("A message is sent at most a year later.");
        }

        var scheduled = new ScheduledRecord(caller.Device, Math.Max(request.DueMs, now), entry);
        return await RunAsync(new ScheduleCommand(conversation, caller.Account, messageId, scheduled));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, CancelScheduled request) => RunAsync(
        new ScheduleCommand(RequestFields.Conversation(request.ConversationId), caller.Account, request.MessageId, scheduled: null));

    public Task<ServerFrame> HandleAsync(Caller caller, FetchScheduled request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        reads.RequireReadable(caller.Account, conversation);
        var list = new ScheduledList();
        foreach (var (_, scheduled) in database.Annotations.Scheduled.ReadAll(conversation, caller.Account))
        {
            list.Messages.Add(new ScheduledMessage { Entry = OutgoingEntry.Parser.ParseFrom(scheduled.Entry), DueMs = scheduled.DueMs });
        }

        return Task.FromResult(new ServerFrame { ScheduledList = list });
    }

    /// <summary>What is due, looked up and encoded as if it were sent now; null: it can no longer be sent.</summary>
    public SendCommand? Prepare(ConversationId conversation, AccountId account, ulong messageId)
    {
        if (!standing.Stands(account)
            || database.Annotations.Scheduled.Read(conversation, account, messageId) is not { } scheduled
            || !EntryFields.TryRead(scheduled.Entry, out var fields)
            || EntryRules.Refusal(in fields) is not null)
        {
            return null;
        }

        var needs = EntryRules.Needs(in fields);
        if (fields.TargetSequence != 0 && targets.Refusal(account, conversation, in fields, ref needs) is not null)
        {
            return null;
        }

        var command = SendCommand.Scheduled(conversation, account);
        var ids = new List<MediaId>();
        foreach (var bytes in fields.MediaIds)
        {
            ids.Add(MediaId.TryRead(bytes, out var id) ? id : MediaId.None);
        }

        if (!media.TryResolve(account, ids, conversation, out var references))
        {
            return null;
        }

        for (var i = 0; i < references.Length; i++)
        {
            command.AddMedia(ids[i], references[i]);
        }

        EntryNotes.Add(command, in fields, ref needs);
        command.Add(in fields, needs);
        return command;
    }

    /// <summary>Its message id.</summary>
    private static ulong RequireMessage(byte[] entry)
    {
        if (!EntryFields.TryRead(entry, out var fields) || fields.Kind != EntryKind.Message)
        {
            throw RequestFields.Malformed("Only a message is sent later.");
        }

        return EntryRules.Refusal(in fields) is { } refusal
            ? throw new RefusalException(refusal.Code, refusal.Message)
            : fields.MessageId;
    }

    private async Task<ServerFrame> RunAsync(ScheduleCommand command)
    {
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }
}
