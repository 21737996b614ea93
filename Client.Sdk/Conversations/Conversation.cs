using System.Runtime.CompilerServices;
using FastChat.Client.Conversations;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// A handle of one conversation; <see cref="ChatClient.GetConversation"/> gives the same one for the same id. All members are
/// for any thread. Sends are local: they return once the outbox holds them and fail only if it cannot. Requests (members, roles,
/// title) wait for a connection, cancel to give up, and fail by <see cref="ChatException"/>.
/// </summary>
public sealed class Conversation
{
    private readonly ChatClient _client;

    internal Conversation(ChatClient client, ConversationId id)
    {
        _client = client;
        (Id, Group) = (id, new GroupSettings(client, id));
    }

    /// <summary>Description, picture, rules, permissions, bans and links of a group or channel.</summary>
    public GroupSettings Group { get; }

    /// <summary>Which conversation.</summary>
    public ConversationId Id { get; }

    /// <summary>What this device knows of it now: title, unread, role, who is typing. Reads the store.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public ConversationSummary Summary => _client.Require().Summaries.Read(Id);

    /// <summary>What the account keeps for itself about it: archive, pin, folders, mute, notifications, draft.</summary>
    public ConversationPreferences Preferences => new(_client, Id);

    /// <summary>Opens a window over its messages. Its <see cref="LiveList{T}.Snapshot"/> holds at once what is on this device.</summary>
    /// <param name="aroundSequence">What to show in the middle; 0: the live end.</param>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public Timeline OpenTimeline(long aroundSequence = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(aroundSequence);
        var client = _client.Require();
        return client.Track(new Timeline(client, Id, aroundSequence));
    }

    /// <summary>The log itself, from this device and the server: in order, without gaps, and then what comes, without end.</summary>
    /// <param name="afterSequence">Where to begin: the first entry is the next one (or the first that the account may see).</param>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<Entry> ReadEntriesAsync(
        long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var client = _client.Require();
        await foreach (var row in client.Engine.ReadEntriesAsync(Id, afterSequence, cancellationToken).ConfigureAwait(false))
            yield return EntryReader.Read(row, client.People);
    }

    /// <summary>
    /// Puts a message into the outbox; it appears in timelines at once and leaves as soon as it can. Messages whose calls come
    /// from one thread keep the order of the calls, awaited or not, unless files have to be copied first.
    /// </summary>
    /// <param name="draft">The message. A string converts.</param>
    /// <param name="options">How to send it.</param>
    /// <param name="upload">Told how far its attachments are, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the copying of attachments and the write; what is in the outbox goes on.</param>
    /// <returns>Once it is on this device's disk.</returns>
    /// <exception cref="ChatException">It cannot be sent as it is, an attachment cannot be read, or the store fails.</exception>
    public Task<Outgoing> SendAsync(
        MessageDraft draft, SendOptions? options = null, IProgress<Transfer>? upload = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return new Sender(_client.Require(), Id).SendAsync(draft, options ?? new SendOptions(), upload, cancellationToken);
    }

    /// <summary>
    /// What was sent under an id, to withdraw it, to retry it or to wait for it: after a restart there is no other way to get
    /// hold of a row that is still queued or refused. No I/O; an id that is not of this device's outbox or log never gets
    /// <see cref="Outgoing.Sent"/>.
    /// </summary>
    /// <param name="id">The message's id.</param>
    public Outgoing GetOutgoing(MessageId id) => new(_client.Require(), Id, id);

    /// <summary>Gives one's own message, sent or not, another content.</summary>
    /// <param name="id">Which message.</param>
    /// <param name="draft">The new content; attachments are kept by <see cref="AttachmentSource.FromStored"/>.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">No such message is on this device, or the draft cannot be sent as it is.</exception>
    public Task<Outgoing> EditAsync(MessageId id, MessageDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return new Sender(_client.Require(), Id).EditAsync(id, draft, cancellationToken);
    }

    /// <summary>Takes away a message for everybody, with all trace of its content: one's own, sent or not; admins of a group those of others too.</summary>
    /// <param name="id">Which message.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">No such message is on this device.</exception>
    public Task<Outgoing> DeleteAsync(MessageId id, CancellationToken cancellationToken = default) =>
        new Sender(_client.Require(), Id).ReferAsync(id, Wire.EntryKind.Delete, ByteString.Empty, cancellationToken);

    /// <summary>
    /// Deletes a message for this account alone, on all of its devices; the others keep it. At most 1,000 in a conversation: beyond that use
    /// <see cref="HideThroughAsync"/>. A message that has not left is withdrawn instead.
    /// </summary>
    /// <param name="sequence">The message's place.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task HideAsync(long sequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        return RequestAsync(
            new Wire.ClientFrame { HideMessages = new() { ConversationId = Id.ToByteString(), Sequences = { (ulong)sequence } } }, cancellationToken);
    }

    /// <summary>Deletes everything up to a message for this account alone, on all of its devices.</summary>
    /// <param name="sequence">The last message to go.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task HideThroughAsync(long sequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        return RequestAsync(
            new Wire.ClientFrame { HideMessages = new() { ConversationId = Id.ToByteString(), Through = (ulong)sequence } }, cancellationToken);
    }

    /// <summary>
    /// Lets the messages that are sent from now on expire: their content is then removed from the server and from all devices, and a
    /// tombstone stays. Admins of a group, either side of a direct conversation.
    /// </summary>
    /// <param name="after">After how long, in whole seconds, at most a year; zero: they do not expire.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task SetMessageTimerAsync(TimeSpan after, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        return RequestAsync(
            new Wire.ClientFrame { SetMessageTimer = new() { ConversationId = Id.ToByteString(), Seconds = (uint)Math.Min(after.TotalSeconds, uint.MaxValue) } },
            cancellationToken);
    }

    /// <summary>
    /// Lets the server send a message later, whether this device is there or not. It is checked again when it is due, and dropped if it can
    /// no longer be sent.
    /// </summary>
    /// <param name="draft">The message; attachments by <see cref="AttachmentSource.FromStored"/> only.</param>
    /// <param name="at">When; at most a year ahead. What lies in the past is sent at once.</param>
    /// <param name="options">How to send it.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <returns>The id that it will have, to cancel it.</returns>
    /// <exception cref="ChatException">Refused.</exception>
    public Task<MessageId> ScheduleAsync(
        MessageDraft draft, DateTimeOffset at, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return Schedules.SendAsync(_client.Require(), Id, draft, at, options ?? new SendOptions(), cancellationToken);
    }

    /// <summary>The messages of this account that are to be sent later, the next one first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task<IReadOnlyList<ScheduledMessage>> ReadScheduledAsync(CancellationToken cancellationToken = default) =>
        Schedules.ReadAsync(_client.Require(), Id, cancellationToken);

    /// <summary>Takes a scheduled message back; does nothing if it has been sent.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task CancelScheduledAsync(MessageId id, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame { CancelScheduled = new() { ConversationId = Id.ToByteString(), MessageId = id.Value } }, cancellationToken);

    /// <summary>
    /// Tells those who are connected something that is never stored. In conversations of more than 64 members only those who have them open get
    /// it, and where a connection lags it is dropped.
    /// </summary>
    /// <param name="type">Names the format: 1 to 64 visible ASCII characters.</param>
    /// <param name="data">The bytes, at most 4 KiB.</param>
    /// <param name="to">To whom, at most 64; null: to all.</param>
    /// <param name="cancellationToken">Ends the wait; it may still be sent.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task SendSignalAsync(
        string type, ReadOnlyMemory<byte> data, IEnumerable<AccountId>? to = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        var signal = new Wire.SendSignal { ConversationId = Id.ToByteString(), Type = type, Data = ByteString.CopyFrom(data.Span) };
        signal.Accounts.AddRange((to ?? []).Select(account => account.ToByteString()));
        return RequestAsync(new Wire.ClientFrame { SendSignal = signal }, cancellationToken);
    }

    /// <summary>Signals from now on; of those that are not read in time the oldest go.</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<Signal> ReadSignalsAsync(CancellationToken cancellationToken = default) =>
        _client.Require().Engine.ReadSignalsAsync(Id, cancellationToken);

    /// <summary>Puts an emoji on a message, or takes it off.</summary>
    /// <param name="id">Which message, sent or not.</param>
    /// <param name="emoji">1 to 32 bytes of UTF-8.</param>
    /// <param name="on">False takes it off.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">No such message is on this device.</exception>
    public Task<Outgoing> ReactAsync(MessageId id, string emoji, bool on = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(emoji);
        return new Sender(_client.Require(), Id)
            .ReferAsync(id, Wire.EntryKind.Reaction, Contents.WriteReaction(emoji, on), cancellationToken);
    }

    /// <summary>Pins a message for everybody, or takes the pin off: admins of a group, either side of a direct conversation.</summary>
    /// <param name="id">Which message, sent or not.</param>
    /// <param name="on">False takes the pin off.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">No such message is on this device.</exception>
    public Task<Outgoing> PinAsync(MessageId id, bool on = true, CancellationToken cancellationToken = default) =>
        new Sender(_client.Require(), Id).ReferAsync(
            id, Wire.EntryKind.Pin, ByteString.Empty, cancellationToken, on ? 0 : (uint)Wire.EntryFlag.Off);

    /// <summary>
    /// Votes in a poll, in place of one's earlier vote. In an ordinary poll the vote goes through the outbox, so it works offline; in an
    /// anonymous one this waits for a connection.
    /// </summary>
    /// <param name="poll">Which message.</param>
    /// <param name="options">The options from 0; none takes the vote back.</param>
    /// <param name="cancellationToken">Ends the write or the wait.</param>
    /// <exception cref="ChatException">No such poll or option, or an anonymous poll refused it: <see cref="ErrorCode.PollClosed"/>.</exception>
    public Task VoteAsync(MessageId poll, IEnumerable<int> options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return PollVotes.CastAsync(_client.Require(), Id, poll, options, cancellationToken);
    }

    /// <summary>Closes a poll: one's own; admins of a group those of others too. Votes after it do not count.</summary>
    /// <param name="poll">Which message, sent or not.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">No such message is on this device.</exception>
    public Task<Outgoing> ClosePollAsync(MessageId poll, CancellationToken cancellationToken = default) =>
        new Sender(_client.Require(), Id).ReferAsync(poll, Wire.EntryKind.PollClosed, ByteString.Empty, cancellationToken);

    /// <summary>
    /// Sends a message of another conversation, or of this one, with its first author and time. Its mentions, its poll, its reply and its thread
    /// stay behind. Works offline unless it has attachments from another conversation.
    /// </summary>
    /// <param name="message">What to forward; a message that was deleted or is not sent yet is not.</param>
    /// <param name="options">How to send it.</param>
    /// <param name="cancellationToken">Ends the wait or the write.</param>
    /// <exception cref="ChatException">There is nothing to forward, or an attachment may no longer be read.</exception>
    public Task<Outgoing> ForwardAsync(TimelineItem message, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Forwards.SendAsync(_client.Require(), Id, message, options ?? new SendOptions(), cancellationToken);
    }

    /// <summary>One message, wherever it is in the log: from this device, else from the server.</summary>
    /// <param name="sequence">Its place.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null: the account may not see such an entry, or there is none.</returns>
    /// <exception cref="ChatException">It is not on this device, and the server refuses to give it.</exception>
    public async Task<TimelineItem?> GetMessageAsync(long sequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        var client = _client.Require();
        if (client.Store.ReadEntry(Id, sequence) is null)
            await client.Engine.EnsureHistoryAsync(Id, sequence - 1, 1, LogDirection.After, cancellationToken).ConfigureAwait(false);
        return client.Summaries.ReadMessage(Id, sequence);
    }

    /// <summary>Opens the thread under a message. Send a reply by <see cref="MessageDraft.ThreadRoot"/>.</summary>
    /// <param name="root">The message's sequence.</param>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public ThreadTimeline OpenThread(long root)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(root, 1);
        var client = _client.Require();
        return client.Track(new ThreadTimeline(client, Id, root));
    }

    /// <summary>The threads of the conversation, the newest root first, as the server knows them now; fetched by page.</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public IAsyncEnumerable<ThreadSummary> ReadThreadsAsync(CancellationToken cancellationToken = default) =>
        References.ReadThreadsAsync(_client.Require(), Id, cancellationToken);

    /// <summary>Moves the account's cursor in a thread, forward only; told to the server when connected.</summary>
    /// <param name="root">The thread.</param>
    /// <param name="sequence">The last reply that was read.</param>
    /// <param name="cancellationToken">Ends the wait for the local write.</param>
    public Task MarkThreadReadAsync(long root, long sequence, CancellationToken cancellationToken = default) =>
        _client.Require().Engine.MarkThreadReadAsync(Id, root, sequence).WaitAsync(cancellationToken);

    /// <summary>What a message said before: its entry as first sent, then its edits, in order, as far as the server keeps them.</summary>
    /// <param name="sequence">The message's place.</param>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public async IAsyncEnumerable<Entry> ReadEditsAsync(
        long sequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = _client.Require();
        await GetMessageAsync(sequence, cancellationToken).ConfigureAwait(false);
        if (client.Store.ReadEntry(Id, sequence) is { } original)
            yield return EntryReader.Read(original, client.People);
        await foreach (var edit in References.ReadAsync(client, Id, sequence, Wire.EntryKind.Edit, cancellationToken).ConfigureAwait(false))
            yield return EntryReader.Read(edit, client.People);
    }

    /// <summary>Messages with an application's own data of a type, newest first, from the server.</summary>
    /// <param name="type">As in <see cref="CustomPayload.Type"/>.</param>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public async IAsyncEnumerable<Entry> ReadPayloadsAsync(
        string type, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        var client = _client.Require();
        await foreach (var row in References.ReadPayloadsAsync(client, Id, type, cancellationToken).ConfigureAwait(false))
            yield return EntryReader.Read(row, client.People);
    }

    /// <summary>The types of application data that messages here have, or had: at most 256.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public async Task<IReadOnlyList<string>> ReadPayloadTypesAsync(CancellationToken cancellationToken = default) =>
        (await References.FetchPayloadsAsync(_client.Require(), Id, "", 0, cancellationToken).ConfigureAwait(false)).Types_;

    /// <summary>Moves the account's read cursor, forward only; told to the server when connected.</summary>
    /// <param name="sequence">The last entry that was read.</param>
    /// <param name="cancellationToken">Ends the wait for the local write.</param>
    public Task MarkReadAsync(long sequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        return _client.Require().Engine.MarkReadAsync(Id, sequence).WaitAsync(cancellationToken);
    }

    /// <summary>Tells the others that somebody types here. Call it on every key: it is throttled, and lapses by itself.</summary>
    public void NotifyTyping() => _client.Require().Engine.SetTyping(Id, true);

    /// <summary>Adds accounts to a group. Those who are in it already, or do not want to be added by this account, are left out.</summary>
    /// <param name="accounts">Whom, at most 1,000.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused, or the client was stopped while it waited.</exception>
    public Task AddMembersAsync(IEnumerable<AccountId> accounts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var request = new Wire.AddMembers { ConversationId = Id.ToByteString() };
        request.Accounts.AddRange(accounts.Select(account => account.ToByteString()));
        return RequestAsync(new Wire.ClientFrame { AddMembers = request }, cancellationToken);
    }

    /// <summary>Removes a member of a group.</summary>
    /// <param name="account">Whom.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task RemoveMemberAsync(AccountId account, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame { RemoveMember = new() { ConversationId = Id.ToByteString(), Account = account.ToByteString() } },
        cancellationToken);

    /// <summary>Gives a member another role. <see cref="Role.Owner"/> hands the group over.</summary>
    /// <param name="account">Whom.</param>
    /// <param name="role">The new role.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.CannotOwn"/>: a guest or bot cannot become the owner; or refused otherwise.</exception>
    public Task SetRoleAsync(AccountId account, Role role, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame
        {
            SetRole = new() { ConversationId = Id.ToByteString(), Account = account.ToByteString(), Role = (Wire.Role)(int)role },
        },
        cancellationToken);

    /// <summary>Gives a group another title.</summary>
    /// <param name="title">1 to 256 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task RenameAsync(string title, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(title);
        return RequestAsync(
            new Wire.ClientFrame { RenameConversation = new() { ConversationId = Id.ToByteString(), Title = title } }, cancellationToken);
    }

    /// <summary>The members, by account id, as the server knows them now; fetched by page.</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ChatException">Refused, or the client was stopped while it waited.</exception>
    public IAsyncEnumerable<Member> ReadMembersAsync(CancellationToken cancellationToken = default) =>
        MemberPages.ReadAsync(_client.Require(), Id, cancellationToken);

    /// <summary>Leaves a group. Its log can no longer be read.</summary>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused: an owner hands the group over first.</exception>
    public Task LeaveAsync(CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame { LeaveConversation = new() { ConversationId = Id.ToByteString() } }, cancellationToken);

    /// <summary>Destroys the conversation for everybody. There is no way back.</summary>
    /// <param name="cancellationToken">Ends the wait; the request may still be done.</param>
    /// <exception cref="ChatException">Refused: only a group's owner, or either side of a direct conversation, may.</exception>
    public Task DeleteConversationAsync(CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame { DeleteConversation = new() { ConversationId = Id.ToByteString() } }, cancellationToken);

    /// <summary>Reports a message to the server's administrators. Who wrote it is not told.</summary>
    /// <param name="sequence">Which.</param>
    /// <param name="category">What is wrong with it.</param>
    /// <param name="note">In one's own words, at most 1,024 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been reported.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.TargetNotFound"/>; <see cref="ErrorCode.RateLimited"/>; refused or unreachable.</exception>
    public Task ReportAsync(long sequence, ReportCategory category, string note = "", CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame
        {
            ReportMessage = new() { ConversationId = Id.ToByteString(), Sequence = (ulong)sequence, Category = (Wire.ReportCategory)category, Note = note },
        },
        cancellationToken);

    private Task<Wire.ServerFrame> RequestAsync(Wire.ClientFrame frame, CancellationToken cancellationToken) =>
        _client.Require().Engine.RequestAsync(frame, cancellationToken);
}
