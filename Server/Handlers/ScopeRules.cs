using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;
using Op = FastChat.Protocol.ClientFrame.RequestOneofCase;

namespace FastChat.Server.Handlers;

/// <summary>What of a bot's scopes each request needs. Reading needs none; what stands nowhere here needs `groups`.</summary>
internal static class ScopeRules
{
    public static void Require(ApiScopes scopes, Op request)
    {
        var needed = Needed(request);
        if ((scopes & needed) != needed) throw Missing(needed);
    }

    public static RefusalException Missing(ApiScopes scope) =>
        new(Code.ScopeMissing, $"The token that this bot signed in with lacks the scope `{scope.ToString().ToLowerInvariant()}`.");

    private static ApiScopes Needed(Op request) => request switch
    {
        Op.Sync or Op.FetchHistory or Op.MoveCursor or Op.WatchPresence or Op.WatchConversation or Op.FetchConversation or Op.FetchMembers
            or Op.FetchAccounts or Op.FetchThreads or Op.FetchReferences or Op.FetchPayloads or Op.FetchScheduled or Op.HideMessages
            or Op.SearchMessages or Op.SetPush or Op.ClearPush or Op.FetchPush or Op.FetchPersonal or Op.FetchBans or Op.FetchInvites
            or Op.FetchJoinRequests or Op.FetchWebhooks or Op.PreviewConversation => ApiScopes.None,
        Op.SetTyping or Op.CreateDirect or Op.CastVote or Op.AdoptMedia or Op.SendSignal or Op.ScheduleSend or Op.CancelScheduled
            or Op.ReportMessage => ApiScopes.Send,
        Op.SetConversationPreferences or Op.SetFolder or Op.SetAccountSettings or Op.SetDraft or Op.SetContact or Op.SetBlocked => ApiScopes.Profile,
        _ => ApiScopes.Groups,
    };
}
