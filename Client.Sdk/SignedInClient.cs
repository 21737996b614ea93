using FastChat.Client.Accounts;
using FastChat.Client.Conversations;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Client.Media;
using FastChat.Client.Messages;
using FastChat.Client.Search;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;

namespace FastChat.Client;

/// <summary>
/// Everything that belongs to one sign-in, from the store to the lists that show it. Made when an account is resumed or signs
/// in, ended with the sign-out or the client. Thread-safe; <see cref="_lists"/> is guarded by the gate.
/// </summary>
internal sealed partial class SignedInClient : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<IAsyncDisposable> _lists = [];
    private readonly ILogger _logger;
    private readonly Staging _staging;
    private readonly DeviceIndexer _indexer;
    private readonly PersonalRelay _relay;

    public SignedInClient(ChatClient owner, ClientServices services, LocalStore store, StoredSession session)
    {
        _logger = services.Logs.CreateLogger<ChatClient>();
        Owner = owner;
        Session = session;
        Store = store;
        Events = services.Events;
        Time = services.Options.Time;
        Ids = new IdSource(Time);
        AccountApi = services.AccountApi;
        Media = new MediaApi(services.Http, Time);
        Data = new AccountDataApi(services.Http, Media, Time);
        Tokens = new SessionTokens(store, session, services.AccountApi, Time);
        services.Http.Tokens = Tokens;
        People = new People(store, session);
        Uploads = new UploadBoard(store.Changes);
        _staging = new Staging(services.StagingFolder);
        Engine = new ClientEngine(
            store, Tokens, services.Endpoints(), new DraftUploads(store, _staging, Media, Uploads), services.EngineOptions());
        Items = new ItemBuilder(session.Account, People, Uploads, store);
        Personal = new PersonalView(store);
        Summaries = new SummaryReader(store, Engine, session.Account, People, Items, Personal, Time);
        ServerSearch = new ServerSearch(Engine, People);
        DeviceSearch = new DeviceSearch(store, session.Account, People);
        _indexer = new DeviceIndexer(store, session.Account, Time, _logger);
        _relay = new PersonalRelay(store.Changes, People, services.Events, () =>
        {
            owner.Preferences.RaiseChanged();
            owner.Contacts.RaiseChanged();
        });
    }

    public ChatClient Owner { get; }

    public StoredSession Session { get; }

    public AccountId Me => Session.Account;

    public LocalStore Store { get; }

    public ClientEngine Engine { get; }

    public EventQueue Events { get; }

    public TimeProvider Time { get; }

    public IIdSource Ids { get; }

    public AccountApi AccountApi { get; }

    public SessionTokens Tokens { get; }

    public MediaApi Media { get; }

    public AccountDataApi Data { get; }

    public People People { get; }

    public UploadBoard Uploads { get; }

    public ItemBuilder Items { get; }

    public PersonalView Personal { get; }

    public SummaryReader Summaries { get; }

    public ServerSearch ServerSearch { get; }

    public DeviceSearch DeviceSearch { get; }

    /// <summary>Copies what a draft attaches; null when there is nothing to upload.</summary>
    public async Task<byte[]?> StageAsync(MessageId message, IReadOnlyList<AttachmentSource> sources, CancellationToken cancellationToken)
    {
        var staged = await _staging.StageAsync(message, sources, cancellationToken).ConfigureAwait(false);
        return staged is null ? null : Staging.Write(staged);
    }

    /// <summary>Deletes the staged files of a draft that is decided, and its progress.</summary>
    public void ForgetUpload(MessageId message)
    {
        Uploads.Forget(message);
        _staging.Forget(message);
    }

    /// <summary>Waits for a draft with attachments to be in the log, then deletes its files. What a crash leaves, the next start sweeps.</summary>
    public async Task TidyAsync(ConversationId conversation, MessageId message)
    {
        try
        {
            var outcome = await Engine.WhenSentAsync(conversation, message, CancellationToken.None).ConfigureAwait(false);
            if (outcome.Sequence > 0)
                ForgetUpload(message);
        }
        catch (Exception e) when (e is ObjectDisposedException or ChatException or IOException)
        {
            // The client ended first: the next start sweeps.
        }
    }

    /// <summary>Starts the connection, after deleting staged files that nothing needs.</summary>
    public void Start(bool paused)
    {
        _staging.Sweep(IsStaged);
        Engine.Paused = paused;
        Engine.Start();
        Engine.WantProfile(Me);
        _indexer.Start();
    }

    public T Track<T>(T list)
        where T : IAsyncDisposable
    {
        lock (_gate)
            _lists.Add(list);
        return list;
    }

    public void Forget(IAsyncDisposable list)
    {
        lock (_gate)
            _lists.Remove(list);
    }

    public void ListFailed(Exception exception) => LogListFailed(exception);

    /// <summary>The signed-in account with the profile known now.</summary>
    public Account Self() => People.Find(Me);

    public async Task<Account> UpdateProfileAsync(ProfileChange change, CancellationToken cancellationToken)
    {
        var account = await AccountApi.ChangeProfileAsync(change, cancellationToken).ConfigureAwait(false);
        await People.KeepAsync(account).ConfigureAwait(false);
        return account;
    }

    public async Task<Account> SetAvatarAsync(
        AttachmentSource picture, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        var avatar = await UploadPictureAsync(picture, progress, cancellationToken).ConfigureAwait(false);
        return await UpdateProfileAsync(new ProfileChange { Avatar = avatar }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uploads a picture for a profile or a group, unless it is stored already.</summary>
    public async Task<MediaId> UploadPictureAsync(
        AttachmentSource picture, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        var message = new MessageId(Ids.NewMessageId());
        string? begun = null;
        try
        {
            var staged = await _staging.StageAsync(message, [picture], cancellationToken).ConfigureAwait(false);
            if (staged is null)
                return picture.Stored!.Media;
            var file = staged.Files[0];
            var source = new UploadSource(file.Name, file.ContentType, file.SizeBytes, offset => _staging.Open(file, offset))
            {
                Keep = upload =>
                {
                    begun = upload;
                    return Task.CompletedTask;
                },
            };
            var stored = await Media.UploadAsync(source, progress, cancellationToken).ConfigureAwait(false);
            return MediaId.TryParse(stored.MediaId, out var id)
                ? id
                : throw new ChatException(ErrorCode.InvalidResponse, "The answer holds an id of another form.");
        }
        catch (OperationCanceledException) when (begun is not null)
        {
            await Media.TerminateAsync(begun).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _staging.Forget(message);
        }
    }

    /// <summary>Ends the lists and the connection; the store and the tokens stay.</summary>
    public async ValueTask DisposeAsync()
    {
        IAsyncDisposable[] lists;
        lock (_gate)
            lists = [.. _lists];
        foreach (var list in lists)
            await list.DisposeAsync().ConfigureAwait(false);
        await _relay.DisposeAsync().ConfigureAwait(false);
        await _indexer.DisposeAsync().ConfigureAwait(false);
        await Engine.DisposeAsync().ConfigureAwait(false);
    }

    // A draft that is still to be uploaded needs its files until it is in the log.
    private bool IsStaged(MessageId message)
    {
        if (Store.FindOutbox(message) is not { Upload: not null } row)
            return false;
        _ = TidyAsync(row.Conversation, message);
        return true;
    }

    [LoggerMessage(3002, LogLevel.Error, "A live list stopped: the store could not be read.")]
    private partial void LogListFailed(Exception exception);
}
