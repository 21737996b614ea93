using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FastChat.Client.Conversations;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// What a group or channel has beyond its messages and members: description, picture, rules, permissions, mutes, bans, links and requests to
/// join. All members are for any thread. Requests wait for a connection, cancel to give up, and fail by <see cref="ChatException"/>:
/// <see cref="ErrorCode.Forbidden"/> without the permission that each names. A cancelled request may still be done.
/// </summary>
public sealed class GroupSettings
{
    private readonly ChatClient _client;
    private readonly ConversationId _id;

    internal GroupSettings(ChatClient client, ConversationId id) => (_client, _id) = (client, id);

    /// <summary>What this device knows of it now. Reads the store; empty in a direct conversation.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public GroupInfo Info
    {
        get
        {
            var client = _client.Require();
            return GroupReader.Info(client.Store.ReadGroup(_id), client.Time.GetUtcNow());
        }
    }

    /// <summary><see cref="Info"/> now, and again whenever it has changed.</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public async IAsyncEnumerable<GroupInfo> ReadInfoAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var changes = _client.Require().Store.Changes.Subscribe(_id);
        GroupInfo? last = null;
        while (true)
        {
            var info = Info;
            if (info != last)
                yield return info;
            last = info;
            await changes.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Changes description (<see cref="GroupPermissions.ChangeInfo"/>) or rules (<see cref="GroupPermissions.ChangeRules"/>).</summary>
    /// <param name="change">What to change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task UpdateAsync(GroupChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var update = new Wire.UpdateConversation { ConversationId = _id.ToByteString() };
        if (change.Description is { } description)
            update.Description = description;
        if (change.SlowMode is { } pause)
            update.SlowModeSeconds = (uint)Math.Clamp(pause.TotalSeconds, 0, uint.MaxValue);
        if (change.History is { } history)
        {
            update.History = (Wire.HistoryVisibility)(int)history;
            update.HistoryEntries = history == HistoryVisibility.Last ? (uint)change.HistoryEntries : 0;
        }

        return RequestAsync(new Wire.ClientFrame { UpdateConversation = update }, cancellationToken);
    }

    /// <summary>Uploads a picture and shows it for the conversation (<see cref="GroupPermissions.ChangeInfo"/>).</summary>
    /// <param name="picture">The picture; null takes the present one away.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the upload or the wait.</param>
    /// <exception cref="ChatException">Refused, unreadable or unreachable.</exception>
    public async Task SetAvatarAsync(
        AttachmentSource? picture, IProgress<Transfer>? progress = null, CancellationToken cancellationToken = default)
    {
        var media = picture is null
            ? ByteString.Empty
            : (await _client.Require().UploadPictureAsync(picture, progress, cancellationToken).ConfigureAwait(false)).ToByteString();
        await RequestAsync(
            new Wire.ClientFrame { UpdateConversation = new() { ConversationId = _id.ToByteString(), AvatarMediaId = media } }, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Downloads the picture.</summary>
    /// <param name="to">Written in order, from where it stands; not closed.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>False: there is none.</returns>
    /// <exception cref="ChatException">It may not be read, or the server cannot be reached.</exception>
    public async Task<bool> DownloadAvatarAsync(
        Stream to, IProgress<Transfer>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (Info.Avatar is not { } avatar)
            return false;
        await _client.Require().Media.DownloadAsync(avatar, _id, to, progress, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Gives a role of a lower rank its permissions from now on (<see cref="GroupPermissions.ChangeRoles"/>); what the caller has not itself, it
    /// neither gives nor takes.
    /// </summary>
    /// <param name="role">Member, moderator or admin.</param>
    /// <param name="permissions">All that it has.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task SetRolePermissionsAsync(Role role, GroupPermissions permissions, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame
        {
            SetPermissions = new() { ConversationId = _id.ToByteString(), Role = (Wire.Role)(int)role, Permissions = (uint)permissions },
        },
        cancellationToken);

    /// <summary>Gives a member of a lower rank other permissions than its role has (<see cref="GroupPermissions.ChangeRoles"/>).</summary>
    /// <param name="account">The member.</param>
    /// <param name="granted">What it has beside.</param>
    /// <param name="denied">What it has not. It stays so when the member leaves and comes back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task SetMemberPermissionsAsync(
        AccountId account, GroupPermissions granted, GroupPermissions denied, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame
        {
            SetPermissions = new()
            {
                ConversationId = _id.ToByteString(),
                Account = account.ToByteString(),
                Granted = (uint)granted,
                Denied = (uint)denied,
            },
        },
        cancellationToken);

    /// <summary>
    /// Keeps a member of a lower rank from speaking, reacting and voting (<see cref="GroupPermissions.Mute"/>). Leaving and joining again does not
    /// help.
    /// </summary>
    /// <param name="account">The member.</param>
    /// <param name="until">Until when; null: it may speak again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task MuteAsync(AccountId account, DateTimeOffset? until, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame
        {
            MuteMember = new() { ConversationId = _id.ToByteString(), Account = account.ToByteString(), UntilMs = until?.ToUnixTimeMilliseconds() ?? 0 },
        },
        cancellationToken);

    /// <summary>Bans an account of a lower rank, member or not (<see cref="GroupPermissions.Ban"/>): it is removed, and can neither join nor be added.</summary>
    /// <param name="account">Whom.</param>
    /// <param name="until">Until when; null: for good.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task BanAsync(AccountId account, DateTimeOffset? until = null, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame
        {
            BanAccount = new() { ConversationId = _id.ToByteString(), Account = account.ToByteString(), UntilMs = until?.ToUnixTimeMilliseconds() ?? 0 },
        },
        cancellationToken);

    /// <summary>Ends a ban (<see cref="GroupPermissions.Ban"/>). The account may then be added or join.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task LiftBanAsync(AccountId account, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame { LiftBan = new() { ConversationId = _id.ToByteString(), Account = account.ToByteString() } }, cancellationToken);

    /// <summary>Who is banned, by account id, as the server knows it now; fetched by page (<see cref="GroupPermissions.Ban"/>).</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public IAsyncEnumerable<Ban> ReadBansAsync(CancellationToken cancellationToken = default) =>
        GroupPages.ReadBansAsync(_client.Require(), _id, cancellationToken);

    /// <summary>Makes a channel public under a handle (its owner).</summary>
    /// <param name="handle">As those of accounts, and in one space with them; empty: it is private again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused: <see cref="ErrorCode.HandleTaken"/>, <see cref="ErrorCode.InvalidHandle"/>.</exception>
    public Task SetHandleAsync(string handle, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return RequestAsync(
            new Wire.ClientFrame { SetConversationHandle = new() { ConversationId = _id.ToByteString(), Handle = handle } }, cancellationToken);
    }

    /// <summary>Makes a link by which others can join (<see cref="GroupPermissions.Invite"/>). At most 100 at a time.</summary>
    /// <param name="options">How; null: without end, for any number, without approval.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>With its <see cref="Invite.Link"/>, which is not told again.</returns>
    /// <exception cref="ChatException">Refused.</exception>
    public async Task<Invite> CreateInviteAsync(InviteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new InviteOptions();
        var request = new Wire.CreateInvite
        {
            ConversationId = _id.ToByteString(),
            Secret = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(Identifier.Bytes)),
            ExpiresMs = options.Expires?.ToUnixTimeMilliseconds() ?? 0,
            UsesMax = (uint)Math.Max(0, options.UsesMax),
            NeedsApproval = options.NeedsApproval,
            Label = options.Label,
        };
        var answer = await RequestAsync(new Wire.ClientFrame { CreateInvite = request }, cancellationToken).ConfigureAwait(false);
        return answer.InviteCreated is { Invite: { } invite } created
            ? GroupReader.Invite(invite, _client.Require().People) with { Link = GroupReader.WriteLink(created.Link) }
            : throw GroupReader.Invalid();
    }

    /// <summary>Ends a link (<see cref="GroupPermissions.Invite"/>).</summary>
    /// <param name="inviteId">The <see cref="Invite.Id"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task RevokeInviteAsync(string inviteId, CancellationToken cancellationToken = default) => RequestAsync(
        new Wire.ClientFrame { RevokeInvite = new() { ConversationId = _id.ToByteString(), InviteId = GroupReader.InviteId(inviteId) } },
        cancellationToken);

    /// <summary>The links by which one can join now, the oldest first (<see cref="GroupPermissions.Invite"/>).</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public async Task<IReadOnlyList<Invite>> ReadInvitesAsync(CancellationToken cancellationToken = default)
    {
        var request = new Wire.ClientFrame { FetchInvites = new() { ConversationId = _id.ToByteString() } };
        var answer = await RequestAsync(request, cancellationToken).ConfigureAwait(false);
        var people = _client.Require().People;
        return [.. (answer.InviteList ?? throw GroupReader.Invalid()).Invites.Select(invite => GroupReader.Invite(invite, people))];
    }

    /// <summary>Who asks to join, by account id; fetched by page (<see cref="GroupPermissions.AddMembers"/>).</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public IAsyncEnumerable<JoinRequest> ReadJoinRequestsAsync(CancellationToken cancellationToken = default) =>
        GroupPages.ReadJoinRequestsAsync(_client.Require(), _id, cancellationToken);

    /// <summary>Lets those in who ask to join, or turns them away (<see cref="GroupPermissions.AddMembers"/>). Others are skipped.</summary>
    /// <param name="accounts">Whom, at most 1,000.</param>
    /// <param name="accept">False turns them away; they are not told, and may ask again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task DecideJoinRequestsAsync(IEnumerable<AccountId> accounts, bool accept, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var decide = new Wire.DecideJoinRequests { ConversationId = _id.ToByteString(), Accept = accept };
        decide.Accounts.AddRange(accounts.Select(account => account.ToByteString()));
        return RequestAsync(new Wire.ClientFrame { DecideJoinRequests = decide }, cancellationToken);
    }

    /// <summary>Takes one's own request to join back.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task WithdrawJoinRequestAsync(CancellationToken cancellationToken = default) =>
        DecideJoinRequestsAsync([_client.Require().Me], accept: false, cancellationToken);

    private Task<Wire.ServerFrame> RequestAsync(Wire.ClientFrame frame, CancellationToken cancellationToken) =>
        _client.Require().Engine.RequestAsync(frame, cancellationToken);
}
