using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>
/// Sends a message of the server's to one account or to all, page by page: each account has a direct conversation with the server's own. A
/// message's id follows from job and account, so that a page that begins again after a crash sends nothing twice.
/// </summary>
internal sealed class AnnouncementWork(ChatDatabase database, ShardRouter router, ServerAccount server, Jobs jobs, IIdSource ids) : IJobWork
{
    private const int AccountsAtOnce = 256;

    /// <summary>How many entries back a message that was sent already may be; nobody else but the account writes there.</summary>
    private const int EntriesLookedAt = 256;

    public JobKind Kind => JobKind.Announcement;

    public async Task<JobRecord> RunAsync(JobId id, JobRecord job, CancellationToken cancellation)
    {
        var sender = await server.EnsureAsync();
        var page = job.Account.IsNone() ? database.Accounts.ReadIds(new AccountId(job.Position), AccountsAtOnce) : [job.Account];
        await Task.WhenAll(page.Where(account => account != sender && (!job.Account.IsNone() || IsSomebody(account))).Select(account => SendAsync(id, sender, account, job.Arguments)));
        return page.Count == AccountsAtOnce
            ? job with { Position = page[^1].Value }
            : job with { State = JobState.Done, DueMs = jobs.Now() + AdministrationLimits.DoneJobKeptMs, Arguments = [] };
    }

    public void Forget(JobId id, JobRecord job)
    {
        // What was sent stays.
    }

    private async Task SendAsync(JobId job, AccountId sender, AccountId account, byte[] content)
    {
        if (database.Accounts.Read(account) is null || database.Administration.States.Read(account).IsLeaving) return;
        var conversation = DirectConversation.Id(sender, account, Encryption.None);
        var link = new DeviceLink(sender, DeviceId.None, 0, new OutboundQueue());
        var create = new CreateConversationCommand(conversation, link, ConversationKind.Direct, "", [sender, account], ids.NewMessageId());
        router.Route(create);
        await create.Completion;
        var messageId = MessageId(job, account);
        if (WasSent(conversation, messageId)) return;
        var fields = new EntryFields { Kind = EntryKind.Message, MessageId = messageId, Flags = (uint)EntryFlag.CountsAsUnread, Content = content };
        var send = SendCommand.Scheduled(conversation, sender);
        send.Add(in fields, Permission.Send);
        var command = new ServerSendCommand(conversation, sender, send);
        router.Route(command);
        await command.Completion;
    }

    // Nobody reads what bots are told.
    private bool IsSomebody(AccountId account) => database.Accounts.ReadStatus(account).Kind != AccountKind.Bot;

    private bool WasSent(ConversationId conversation, ulong messageId)
    {
        var (found, looked) = (false, 0);
        database.Blocks.ReadBackward(conversation, ulong.MaxValue, (_, bytes) =>
        {
            if (!BlockReader.TryOpen(bytes, out var reader)) return false;
            while (reader.TryRead(out var entry))
            {
                looked++;
                found |= entry.MessageId == messageId;
            }

            return !found && looked < EntriesLookedAt;
        });
        return found;
    }

    private static ulong MessageId(JobId job, AccountId account)
    {
        Span<byte> bytes = stackalloc byte[2 * Identifier.Bytes];
        job.Write(bytes);
        account.Write(bytes[Identifier.Bytes..]);
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(bytes)) | 1;
    }
}
