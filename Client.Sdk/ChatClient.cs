using System.Runtime.CompilerServices;
using FastChat.Client.Conversations;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// A chat account on this device: a local database that keeps itself in step with a server. Several may live in one process,
/// each with its own store. All members are for any thread; events run one at a time, in order, on
/// <see cref="ChatClientOptions.EventContext"/>, and may call, await and dispose. Requests fail by <see cref="ChatException"/>;
/// cancelling ends the wait, not always what was asked for.
/// </summary>
public sealed class ChatClient : IAsyncDisposable
{
    private readonly ClientServices _services;
    private readonly SignIns _signIns;
    private readonly StatusRelay _relay;
    private readonly ConversationHandles _handles;

    /// <summary>A client of the server at this address, with everything else as it comes. No I/O.</summary>
    /// <param name="server">See <see cref="ChatClientOptions.Server"/>.</param>
    public ChatClient(string server)
        : this(new ChatClientOptions(server))
    {
    }

    /// <summary>A client with these options. No I/O. The current synchronization context becomes the event context, unless the options name one.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public ChatClient(ChatClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _services = new ClientServices(options, SynchronizationContext.Current);
        _relay = new StatusRelay(_services.Events, status => ConnectionChanged?.Invoke(this, status));
        _signIns = new SignIns(this, _services, _relay.Tell);
        _handles = new ConversationHandles(id => new Conversation(this, id));
        Preferences = new AccountPreferences(this);
        Contacts = new Contacts(this);
        Access = new AccountAccess(_services, _signIns);
        Security = new AccountSecurity(_services, _signIns);
        Bots = new BotDirectory(_services, _signIns);
        Push = new ClientPush(Require);
        Data = new AccountData(Require);
    }

    /// <summary>The connection's state changed. Singly, in order, on the event context.</summary>
    public event EventHandler<ConnectionStatus>? ConnectionChanged;

    /// <summary>The signed-in account with the profile known now; null: nobody.</summary>
    public Account? Account => _signIns.Current is { } client ? client.Self() : null;

    /// <summary>Settings and folders of the account, the same on all of its devices.</summary>
    public AccountPreferences Preferences { get; }

    /// <summary>Contacts and blocked accounts, the same on all of the account's devices.</summary>
    public Contacts Contacts { get; }

    /// <summary>Other ways in than a handle and a password.</summary>
    public AccountAccess Access { get; }

    /// <summary>The account's second step and mail address.</summary>
    public AccountSecurity Security { get; }

    /// <summary>The account's bots and their tokens, and webhooks into groups.</summary>
    public BotDirectory Bots { get; }

    /// <summary>All of the account's data: to take it along, and to have it deleted.</summary>
    public AccountData Data { get; }

    /// <summary>What the connection is doing now.</summary>
    public ConnectionStatus Connection => _signIns.Status;

    /// <summary>How this device is told of messages while it is not connected.</summary>
    public ClientPush Push { get; }

    /// <summary>Set it while the application is in the background: the connection is closed and not reopened.</summary>
    public bool Paused
    {
        get => _signIns.Paused;
        set => _signIns.Paused = value;
    }

    /// <summary>Opens the store and takes up the sign-in that it holds. Works offline; connecting goes on by itself.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The account; null: nobody is signed in on this store.</returns>
    /// <exception cref="ChatException">The store cannot be opened.</exception>
    public Task<Account?> ResumeAsync(CancellationToken cancellationToken = default) => _signIns.ResumeAsync(cancellationToken);

    /// <summary>Makes an account, signs in with it, and begins to connect.</summary>
    /// <param name="handle">3 to 32 characters: a-z, 0-9, <c>_</c>, <c>.</c>, <c>-</c>, beginning with a letter; case does not count.</param>
    /// <param name="password">At least 8 characters.</param>
    /// <param name="invitation">Where one is needed.</param>
    /// <param name="cancellationToken">Ends the wait; the account may have been made.</param>
    /// <exception cref="ChatException">Refused, unreachable, or an account is signed in already.</exception>
    public Task<Account> RegisterAsync(
        string handle, string password, string? invitation = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(handle);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return _signIns.EnterAsync(
            _ => _services.AccountApi.RegisterAsync(handle, password, _services.DeviceName, invitation, cancellationToken), cancellationToken);
    }

    /// <summary>Signs in and begins to connect. A store that held another account forgets it.</summary>
    /// <param name="handle">The account's handle.</param>
    /// <param name="password">Its password.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.SecondStepNeeded"/>: go on with <see cref="AccountAccess.EnterCodeAsync"/>; refused,
    /// unreachable, or an account is signed in already.</exception>
    public Task<Account> SignInAsync(string handle, string password, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(handle);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return _signIns.EnterAsync(
            device => _services.AccountApi.SignInAsync(handle, password, _services.DeviceName, device, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Ends the sign-in on this device and, where it can be reached, on the server. Open lists are disposed of. The tokens are
    /// gone from this device in any case.
    /// </summary>
    /// <param name="eraseStore">True destroys the store and its key, unsent messages included; false keeps them for the next sign-in of the same account.</param>
    /// <param name="cancellationToken">Ends the wait for the server; this device is signed out all the same.</param>
    /// <returns>
    /// False: the server could not be told. It goes on listing this device, and a copy of its tokens that somebody may have would
    /// work, until the refresh token expires, this device signs in again, or another one of the account revokes it.
    /// </returns>
    public Task<bool> SignOutAsync(bool eraseStore, CancellationToken cancellationToken = default) =>
        _signIns.SignOutAsync(eraseStore, cancellationToken);

    /// <summary>Waits until the connection is in a state.</summary>
    /// <param name="state">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">The server refuses this device for good, or nobody is signed in.</exception>
    public Task WaitForAsync(ConnectionState state, CancellationToken cancellationToken = default)
    {
        if (_signIns.Current is { } client)
            return client.Engine.WaitForAsync(state, cancellationToken);
        return state == ConnectionState.SignedOut ? Task.CompletedTask : Task.FromException(SignIns.SignedOut());
    }

    /// <summary>Tries to connect now instead of waiting: the network is back, or the user asks.</summary>
    public void RetryNow() => _signIns.Current?.Engine.RetryNow();

    /// <summary>The account's conversations, the pinned ones in their order, then newest activity first; a filter leaves some out.</summary>
    /// <param name="only">Which to show; runs on the SDK's own threads, must be quick and not throw. Null: all.</param>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public LiveList<ConversationSummary> OpenConversations(Func<ConversationSummary, bool>? only = null)
    {
        var client = Require();
        return client.Track(new ConversationList(client, only));
    }

    /// <summary>The handle of a conversation: no I/O, the same instance for the same id.</summary>
    /// <param name="id">Which.</param>
    public Conversation GetConversation(ConversationId id) => _handles.Get(id);

    /// <summary>The direct conversation with an account. Its id is derived from the two, so this works offline too.</summary>
    /// <param name="account">With whom.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="ChatException">No account is signed in, or the account is one's own.</exception>
    public async Task<Conversation> OpenDirectAsync(AccountId account, CancellationToken cancellationToken = default)
    {
        var client = Require();
        if (account == client.Me || account.IsNone())
            throw new ChatException(ErrorCode.InvalidArgument, "A direct conversation is with somebody else.");
        var row = await client.Store.EnsureDirectAsync(client.Me, account).WaitAsync(cancellationToken).ConfigureAwait(false);
        client.Engine.WantProfile(account);
        return GetConversation(row.Id);
    }

    /// <summary>Makes a group, with the signed-in account as its owner.</summary>
    /// <param name="title">1 to 256 bytes of UTF-8.</param>
    /// <param name="members">The other members, at most 1,000.</param>
    /// <param name="cancellationToken">Ends the wait; the group may have been made.</param>
    /// <exception cref="ChatException">Refused, or the client was stopped while it waited.</exception>
    public Task<Conversation> CreateGroupAsync(
        string title, IEnumerable<AccountId> members, CancellationToken cancellationToken = default) =>
        CreateAsync(Wire.ConversationKind.Group, title, members, cancellationToken);

    /// <summary>
    /// Makes a channel, in which few write and any number read, with the signed-in account as its owner. Others join it by a link
    /// (<see cref="GroupSettings.CreateInviteAsync"/>) or, once it is public (<see cref="GroupSettings.SetHandleAsync"/>), by its handle.
    /// </summary>
    /// <param name="title">1 to 256 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait; the channel may have been made.</param>
    /// <exception cref="ChatException">Refused, or the client was stopped while it waited.</exception>
    public Task<Conversation> CreateChannelAsync(string title, CancellationToken cancellationToken = default) =>
        CreateAsync(Wire.ConversationKind.Channel, title, [], cancellationToken);

    /// <summary>What is behind a link to join by or a public handle.</summary>
    /// <param name="linkOrHandle">An <see cref="Invite.Link"/>, or the handle of a channel, with or without @.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.InviteInvalid"/>: there is no such link or handle (any more), or this account is banned behind the link.</exception>
    public Task<ConversationPreview> PreviewAsync(string linkOrHandle, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(linkOrHandle);
        return Joining.PreviewAsync(Require(), linkOrHandle, cancellationToken);
    }

    /// <summary>Joins a group or channel, or asks to where a link needs approval.</summary>
    /// <param name="linkOrHandle">An <see cref="Invite.Link"/>, or the handle of a channel, with or without @.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.InviteInvalid"/>, <see cref="ErrorCode.Banned"/>, or refused otherwise.</exception>
    public async Task<JoinResult> JoinAsync(string linkOrHandle, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(linkOrHandle);
        var (state, id) = await Joining.JoinAsync(Require(), linkOrHandle, cancellationToken).ConfigureAwait(false);
        return new JoinResult(state, GetConversation(id));
    }

    private async Task<Conversation> CreateAsync(
        Wire.ConversationKind kind, string title, IEnumerable<AccountId> members, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(members);
        var client = Require();
        var id = client.Ids.NewId<ConversationId>();
        var request = new Wire.CreateGroup
        {
            ConversationId = id.ToByteString(),
            Title = title,
            Kind = kind,
        };
        request.Members.AddRange(members.Distinct().Where(member => member != client.Me).Select(member => member.ToByteString()));
        await client.Engine.RequestAsync(new Wire.ClientFrame { CreateGroup = request }, cancellationToken).ConfigureAwait(false);
        return GetConversation(id);
    }

    /// <summary>
    /// Messages of all conversations, for bots: each once, those of a conversation in order, those missed while away included. The
    /// position is saved under a name when the next one is asked for, so that the message that was being handled when the process
    /// ended comes again; <see cref="SendOptions.Once"/> keeps the answer single.
    /// </summary>
    /// <param name="position">The name. A new one begins at what the account has not read yet.</param>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<Received> ReadMessagesAsync(
        string position, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(position);
        var client = Require();
        await foreach (var row in client.Engine.ReadAllAsync(position, cancellationToken).ConfigureAwait(false))
            yield return new Received(GetConversation(row.Conversation), EntryReader.Read(row, client.People));
    }

    /// <summary>Who is there: first the state of each account, then what changes, in batches of at most one a second.</summary>
    /// <param name="accounts">Whom to watch; over all streams of this client at most 500.</param>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<Presence> WatchPresenceAsync(
        IEnumerable<AccountId> accounts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var client = Require();
        var watched = accounts.ToHashSet();
        await foreach (var batch in client.Engine.WatchPresenceAsync(watched, cancellationToken).ConfigureAwait(false))
        {
            foreach (var presence in batch)
            {
                if (AccountId.TryRead(presence.Account.Span, out var account) && watched.Contains(account))
                    yield return new Presence(account, presence.Online, LastSeen(presence));
            }
        }
    }

    /// <summary>The account with exactly this handle.</summary>
    /// <param name="handle">The handle; case does not count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null: nobody has it.</returns>
    /// <exception cref="ChatException">Unreachable, or asked too often.</exception>
    public async Task<Account?> FindAccountAsync(string handle, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(handle);
        var client = Require();
        var account = await client.AccountApi.FindAsync(handle, cancellationToken).ConfigureAwait(false);
        if (account is not null)
            await client.People.KeepAsync(account).ConfigureAwait(false);
        return account;
    }

    /// <summary>The profile of an account as known now; an unknown one is fetched in the background and has an empty handle until then.</summary>
    /// <param name="id">Whose.</param>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public Account GetAccount(AccountId id)
    {
        var client = Require();
        client.Engine.WantProfile(id);
        return client.People.Find(id);
    }

    /// <summary>
    /// Searches messages for words, prefixes (<c>pre*</c>), phrases (<c>"a phrase"</c>) and by the filters <c>from:</c> <c>in:</c>
    /// <c>has:</c> <c>before:</c> <c>after:</c> <c>mentions:</c>; a minus sign excludes. docs/SEARCH.md has the whole language.
    /// </summary>
    /// <param name="query">What to look for, at most 512 UTF-16 code units.</param>
    /// <param name="options">Where, in which order, which page; null: on the server, the newest first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.BadQuery"/>: the query cannot be understood; or refused.</exception>
    public Task<FoundPage> SearchAsync(string query, SearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        options ??= new SearchOptions();
        if (options.Limit is < 1 or > Wire.ProtocolLimits.SearchHitsMax)
            throw new ChatException(ErrorCode.InvalidArgument, $"A page has 1 to {Wire.ProtocolLimits.SearchHitsMax} messages.");
        var client = Require();
        return options.Place == SearchPlace.Device
            ? Task.Run(() => client.DeviceSearch.Run(query, options), cancellationToken)
            : client.ServerSearch.RunAsync(query, options, cancellationToken);
    }

    /// <summary>
    /// Waits until everything that was sent is acked or refused, and the server knows what was read and received up to now.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default) => Require().Engine.FlushAsync(cancellationToken);

    /// <summary>Downloads an attachment. A download that breaks off is taken up where it was.</summary>
    /// <param name="from">Which.</param>
    /// <param name="to">Written in order, from where it stands; not closed.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="ChatException">It does not exist, may not be read, or the server cannot be reached.</exception>
    public Task DownloadAsync(
        Attachment from, Stream to, IProgress<Transfer>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return Require().Media.DownloadAsync(from.Media, from.Conversation, to, progress, cancellationToken);
    }

    /// <summary>
    /// Downloads an attachment to a file, which gets its name once it is whole. A download that breaks off, is cancelled, or ends with the
    /// program is taken up where it was by the next call with the same path: until then its bytes lie beside it, under the name of
    /// the path, the media id and <c>.part</c>.
    /// </summary>
    /// <param name="from">Which.</param>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="progress">Told after each chunk, on whichever thread; what was there before counts as done.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="ChatException">It does not exist, may not be read, or the server cannot be reached.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Task DownloadToFileAsync(
        Attachment from, string path, IProgress<Transfer>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Require().Media.DownloadToFileAsync(from.Media, from.Conversation, path, progress, cancellationToken);
    }

    /// <summary>How much room for media the account has on the server, and uses.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Unreachable.</exception>
    public Task<MediaUsage> ReadMediaUsageAsync(CancellationToken cancellationToken = default) =>
        Require().Media.ReadUsageAsync(cancellationToken);

    /// <summary>Changes parts of one's profile.</summary>
    /// <param name="change">What to change.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been changed.</param>
    /// <returns>The new profile.</returns>
    /// <exception cref="ChatException">Refused or unreachable.</exception>
    public Task<Account> UpdateProfileAsync(ProfileChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Require().UpdateProfileAsync(change, cancellationToken);
    }

    /// <summary>Uploads a picture and makes it one's avatar.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <returns>The new profile.</returns>
    /// <exception cref="ChatException">Refused, unreadable or unreachable.</exception>
    public Task<Account> SetAvatarAsync(
        AttachmentSource picture, IProgress<Transfer>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Require().SetAvatarAsync(picture, progress, cancellationToken);
    }

    /// <summary>Changes the password. All other devices of the account are signed out.</summary>
    /// <param name="current">The present one.</param>
    /// <param name="replacement">The new one, at least 8 characters.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been changed.</param>
    /// <exception cref="ChatException">Refused or unreachable.</exception>
    public Task ChangePasswordAsync(string current, string replacement, CancellationToken cancellationToken = default) =>
        Require().AccountApi.ChangePasswordAsync(current, replacement, cancellationToken);

    /// <summary>The devices that are signed in to the account.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Unreachable.</exception>
    public Task<IReadOnlyList<Device>> ReadDevicesAsync(CancellationToken cancellationToken = default) =>
        Require().AccountApi.ReadDevicesAsync(cancellationToken);

    /// <summary>Signs a device out; its connection ends within a second.</summary>
    /// <param name="device">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused or unreachable.</exception>
    public Task RevokeDeviceAsync(DeviceId device, CancellationToken cancellationToken = default) =>
        Require().AccountApi.RevokeDeviceAsync(device, cancellationToken);

    /// <summary>Ends the connection, the streams and the open lists, and closes the store. Unsent messages stay for the next time. Safe inside a handler.</summary>
    public ValueTask DisposeAsync() => _signIns.DisposeAsync();

    internal SignedInClient Require() => _signIns.Require();

    private static DateTimeOffset? LastSeen(Wire.Presence presence) =>
        presence.Online || presence.LastSeenMs == 0 ? null : EntryReader.At(presence.LastSeenMs);
}
