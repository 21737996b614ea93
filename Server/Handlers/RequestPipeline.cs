using System.Buffers;
using FastChat.Protocol;
using FastChat.Server.Auth;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>One line per request: which handler answers it. Refusals and failures become numbered errors here.</summary>
internal sealed partial class RequestPipeline(
    SendMessageHandler sends,
    HistoryHandler history,
    SyncHandler sync,
    SubscriptionHandler subscriptions,
    CursorHandler cursors,
    LiveHandler live,
    PresenceHandler presence,
    ConversationHandler conversations,
    MemberHandler members,
    AccountHandler accounts,
    ReferenceHandler references,
    PollHandler polls,
    MediaHandler media,
    PersonalHandler personal,
    ScheduleHandler schedules,
    SearchHandler search,
    GroupHandler groups,
    ChannelHandles handles,
    JoinHandler joins,
    PreferenceHandler preferences,
    ContactHandler contacts,
    WebhookHandler webhooks,
    PushHandler push,
    ReportHandler reports,
    AuthLimiter limiter,
    ILogger<RequestPipeline> logger,
    ISendReview? review = null) : IRequestPipeline
{
    private readonly SendGate? _gate = review is null ? null : new SendGate(review);

    public bool ReviewsSends => _gate is not null;

    public async ValueTask<SyncPage> OpenAsync(Caller caller, Hello hello, CancellationToken cancellation)
    {
        await subscriptions.AttachAsync(caller, cancellation);
        return sync.FirstPage(caller, hello.Cursor.Span);
    }

    public bool TrySend(Caller caller, in ReadOnlySequence<byte> send, bool mayRead)
    {
        try
        {
            return sends.TryHandle(caller, send, mayRead);
        }
        catch (StorageException exception)
        {
            LogFailed(exception, nameof(Send));
            caller.Link.Outbound.Close(Code.CloseInternal, "A record could not be read.");
            return true;
        }
    }

    public ValueTask SendReviewedAsync(Caller caller, byte[] send) => _gate!.HandleAsync(
        caller, send, bytes => TrySend(caller, new ReadOnlySequence<byte>(bytes), mayRead: true));

    public void RefuseSend(Caller caller, in ReadOnlySequence<byte> send, TimeSpan retryAfter) => SendThrottle.Refuse(caller, in send, retryAfter);

    public void Dispatch(Caller caller, ClientFrame frame) => _ = AnswerAsync(caller, frame);

    public void Closed(Caller caller) => subscriptions.Detach(caller);

    /// <summary>Answers exactly once, whatever happens.</summary>
    private async Task AnswerAsync(Caller caller, ClientFrame frame)
    {
        try
        {
            ScopeRules.Require(caller.Scopes, frame.RequestCase);
            Limit(caller, frame.RequestCase);
            if (frame.RequestCase == ClientFrame.RequestOneofCase.FetchHistory)
            {
                caller.Respond(history.Handle(caller, frame.RequestId, frame.FetchHistory));
            }
            else
            {
                caller.Respond(frame.RequestId, await HandleAsync(caller, frame));
            }
        }
        catch (RefusalException refusal)
        {
            caller.Refuse(frame.RequestId, refusal.Code, refusal.Message, refusal.RetryAfter);
        }
        catch (Exception exception)
        {
            LogFailed(exception, frame.RequestCase.ToString());
            caller.Refuse(frame.RequestId, Code.Internal, "The server failed; it has logged why.");
        }
    }

    /// <summary>What an account may ask with all of its devices, and what costs more than other requests.</summary>
    private void Limit(Caller caller, ClientFrame.RequestOneofCase request)
    {
        limiter.RequireRequest(caller.Account);
        switch (request)
        {
            case ClientFrame.RequestOneofCase.SearchMessages:
                limiter.RequireSearch(caller.Account);
                break;
            case ClientFrame.RequestOneofCase.CreateGroup or ClientFrame.RequestOneofCase.CreateDirect:
                limiter.RequireConversation(caller.Account);
                break;
            default:
                break;
        }
    }

    private Task<ServerFrame> HandleAsync(Caller caller, ClientFrame frame) => frame.RequestCase switch
    {
        ClientFrame.RequestOneofCase.Sync => sync.HandleAsync(caller, frame.Sync),
        ClientFrame.RequestOneofCase.MoveCursor => cursors.HandleAsync(caller, frame.MoveCursor),
        ClientFrame.RequestOneofCase.SetTyping => live.HandleAsync(caller, frame.SetTyping),
        ClientFrame.RequestOneofCase.WatchPresence => presence.HandleAsync(caller, frame.WatchPresence),
        ClientFrame.RequestOneofCase.WatchConversation => live.HandleAsync(caller, frame.WatchConversation),
        ClientFrame.RequestOneofCase.CreateDirect => conversations.HandleAsync(caller, frame.CreateDirect),
        ClientFrame.RequestOneofCase.CreateGroup => conversations.HandleAsync(caller, frame.CreateGroup),
        ClientFrame.RequestOneofCase.DeleteConversation => conversations.HandleAsync(caller, frame.DeleteConversation),
        ClientFrame.RequestOneofCase.FetchConversation => conversations.HandleAsync(caller, frame.FetchConversation),
        ClientFrame.RequestOneofCase.RenameConversation => members.HandleAsync(caller, frame.RenameConversation),
        ClientFrame.RequestOneofCase.AddMembers => members.HandleAsync(caller, frame.AddMembers),
        ClientFrame.RequestOneofCase.RemoveMember => members.HandleAsync(caller, frame.RemoveMember),
        ClientFrame.RequestOneofCase.LeaveConversation => members.HandleAsync(caller, frame.LeaveConversation),
        ClientFrame.RequestOneofCase.SetRole => members.HandleAsync(caller, frame.SetRole),
        ClientFrame.RequestOneofCase.FetchMembers => members.HandleAsync(caller, frame.FetchMembers),
        ClientFrame.RequestOneofCase.FetchThreads => references.HandleAsync(caller, frame.FetchThreads),
        ClientFrame.RequestOneofCase.FetchReferences => references.HandleAsync(caller, frame.FetchReferences),
        ClientFrame.RequestOneofCase.FetchPayloads => references.HandleAsync(caller, frame.FetchPayloads),
        ClientFrame.RequestOneofCase.CastVote => polls.HandleAsync(caller, frame.CastVote),
        ClientFrame.RequestOneofCase.AdoptMedia => media.HandleAsync(caller, frame.AdoptMedia),
        ClientFrame.RequestOneofCase.HideMessages => personal.HandleAsync(caller, frame.HideMessages),
        ClientFrame.RequestOneofCase.SendSignal => personal.HandleAsync(caller, frame.SendSignal),
        ClientFrame.RequestOneofCase.SetMessageTimer => personal.HandleAsync(caller, frame.SetMessageTimer),
        ClientFrame.RequestOneofCase.ScheduleSend => schedules.HandleAsync(caller, frame.ScheduleSend),
        ClientFrame.RequestOneofCase.CancelScheduled => schedules.HandleAsync(caller, frame.CancelScheduled),
        ClientFrame.RequestOneofCase.FetchScheduled => schedules.HandleAsync(caller, frame.FetchScheduled),
        ClientFrame.RequestOneofCase.ReportMessage => reports.HandleAsync(caller, frame.ReportMessage),
        ClientFrame.RequestOneofCase.FetchAccounts => accounts.HandleAsync(frame.FetchAccounts),
        ClientFrame.RequestOneofCase.UpdateConversation => groups.HandleAsync(caller, frame.UpdateConversation),
        ClientFrame.RequestOneofCase.SetPermissions => groups.HandleAsync(caller, frame.SetPermissions),
        ClientFrame.RequestOneofCase.MuteMember => groups.HandleAsync(caller, frame.MuteMember),
        ClientFrame.RequestOneofCase.BanAccount => groups.HandleAsync(caller, frame.BanAccount),
        ClientFrame.RequestOneofCase.LiftBan => groups.HandleAsync(caller, frame.LiftBan),
        ClientFrame.RequestOneofCase.FetchBans => groups.HandleAsync(caller, frame.FetchBans),
        ClientFrame.RequestOneofCase.SetConversationHandle => handles.HandleAsync(caller, frame.SetConversationHandle),
        ClientFrame.RequestOneofCase.CreateInvite => joins.HandleAsync(caller, frame.CreateInvite),
        ClientFrame.RequestOneofCase.RevokeInvite => joins.HandleAsync(caller, frame.RevokeInvite),
        ClientFrame.RequestOneofCase.FetchInvites => joins.HandleAsync(caller, frame.FetchInvites),
        ClientFrame.RequestOneofCase.PreviewConversation => joins.HandleAsync(caller, frame.PreviewConversation),
        ClientFrame.RequestOneofCase.JoinConversation => joins.HandleAsync(caller, frame.JoinConversation),
        ClientFrame.RequestOneofCase.FetchJoinRequests => joins.HandleAsync(caller, frame.FetchJoinRequests),
        ClientFrame.RequestOneofCase.DecideJoinRequests => joins.HandleAsync(caller, frame.DecideJoinRequests),
        ClientFrame.RequestOneofCase.SetPush => push.HandleAsync(caller, frame.SetPush),
        ClientFrame.RequestOneofCase.ClearPush => push.HandleAsync(caller, frame.ClearPush),
        ClientFrame.RequestOneofCase.FetchPush => push.HandleAsync(caller, frame.FetchPush),
        ClientFrame.RequestOneofCase.SearchMessages => search.HandleAsync(caller, frame.SearchMessages),
        ClientFrame.RequestOneofCase.FetchPersonal => preferences.HandleAsync(caller, frame.FetchPersonal),
        ClientFrame.RequestOneofCase.SetConversationPreferences => preferences.HandleAsync(caller, frame.SetConversationPreferences),
        ClientFrame.RequestOneofCase.SetFolder => preferences.HandleAsync(caller, frame.SetFolder),
        ClientFrame.RequestOneofCase.SetAccountSettings => preferences.HandleAsync(caller, frame.SetAccountSettings),
        ClientFrame.RequestOneofCase.SetDraft => preferences.HandleAsync(caller, frame.SetDraft),
        ClientFrame.RequestOneofCase.SetContact => contacts.HandleAsync(caller, frame.SetContact),
        ClientFrame.RequestOneofCase.SetBlocked => contacts.HandleAsync(caller, frame.SetBlocked),
        ClientFrame.RequestOneofCase.CreateWebhook => webhooks.HandleAsync(caller, frame.CreateWebhook),
        ClientFrame.RequestOneofCase.FetchWebhooks => webhooks.HandleAsync(caller, frame.FetchWebhooks),
        ClientFrame.RequestOneofCase.RevokeWebhook => webhooks.HandleAsync(caller, frame.RevokeWebhook),
        _ => throw new RefusalException(Code.UnknownRequest, "This server knows no such request."),
    };

    [LoggerMessage(EventId = EventIds.Handlers + 0, Level = LogLevel.Error, Message = "{Request} failed")]
    private partial void LogFailed(Exception exception, string request);
}
