using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Administration;
using FastChat.Server.Handlers;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Http.Admin;

/// <summary>Conversations: what they are and who is in them, never what is said.</summary>
internal static class AdminConversationEndpoints
{
    public static void MapAdminConversations(this RouteGroupBuilder admin)
    {
        admin.MapGet("/conversations", ListAsync).WithName("adminListConversations").WithSummary("A page of all conversations.")
            .Produces<AdminConversationPageBody>().Refuses(Code.Malformed);
        var one = admin.MapGroup("/conversations/{conversation}");
        one.MapGet("", ShowAsync).WithName("adminShowConversation").WithSummary("A conversation.").Produces<AdminConversationBody>().Refuses(Code.NotFound);
        one.MapGet("/members", MembersAsync).WithName("adminListMembers").WithSummary("A page of its members.").Produces<AdminMemberPageBody>().Refuses(Code.NotFound, Code.Malformed);
        one.MapPut("/owner", AppointAsync).WithName("adminAppointOwner").WithSummary("Make a member the owner; the one before becomes an admin.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.AccountNotFound, Code.Forbidden, Code.CannotOwn, Code.Busy);
        one.MapDelete("/messages/{sequence}", RemoveAsync).WithName("adminRemoveMessage").WithSummary("Delete a message for everybody.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.Busy);
        one.MapDelete("", DeleteAsync).WithName("adminDeleteConversation").WithSummary("Destroy it for everybody.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound);
    }

    private static Task<JsonResultOf<AdminConversationBody>> ShowAsync(AdminCaller caller, string conversation, ChatDatabase database, AuditLog audit)
    {
        var id = Require(conversation, database);
        return audit.RunAsync(caller.Actor, "conversation.show", id.ToString(), () =>
        {
            var body = Body(id, database) ?? throw NotFound();
            return Task.FromResult(new JsonResultOf<AdminConversationBody>(body, JsonShapes.Default.AdminConversationBody));
        });
    }

    private static Task<JsonResultOf<AdminConversationPageBody>> ListAsync(
        AdminCaller caller, ChatDatabase database, AuditLog audit, string? after = null, int? limit = null)
    {
        var from = Pages.After<ConversationId>(after, ConversationId.TryParse);
        return audit.RunAsync(caller.Actor, "conversation.list", "", () =>
        {
            var ids = database.Conversations.ReadIds(from, Pages.Limit(limit));
            return Task.FromResult(new JsonResultOf<AdminConversationPageBody>(
                new AdminConversationPageBody(
                    [.. ids.Select(id => Body(id, database)).OfType<AdminConversationBody>()],
                    ids.Count < Pages.Limit(limit) ? null : ids[^1].ToString()),
                JsonShapes.Default.AdminConversationPageBody));
        });
    }

    private static async Task<IResult> AppointAsync(
        AdminCaller caller, string conversation, Body<OwnerBody> body, ChatDatabase database, AccountAdministration accounts, Owners owners, AuditLog audit)
    {
        var (id, account) = (Require(conversation, database), accounts.Require(body.Value.Account).Account);
        await audit.RunAsync(caller.Actor, "conversation.owner", $"{id} {account}", () => owners.AppointAsync(id, account));
        return TypedResults.NoContent();
    }

    private static AdminConversationBody? Body(ConversationId id, ChatDatabase database)
    {
        var head = database.Conversations.ReadHead(id) ?? default;
        return database.Conversations.ReadRecord(id) is { } record
            ? new AdminConversationBody(
                id.ToString(),
                record.Kind.ToString(),
                record.Encryption.ToString(),
                record.Title,
                record.Creator.ToString(),
                record.CreatedMs,
                record.MemberCount,
                (long)head.Sequence,
                head.LastTimeMs)
            : null;
    }

    private static Task<JsonResultOf<AdminMemberPageBody>> MembersAsync(
        AdminCaller caller, string conversation, ChatDatabase database, AuditLog audit, string? after = null, int? limit = null)
    {
        var id = Require(conversation, database);
        var from = Pages.After<AccountId>(after, AccountId.TryParse);
        return audit.RunAsync(caller.Actor, "conversation.members", id.ToString(), () =>
        {
            var page = database.Members.ReadPage(id, from, Pages.Limit(limit));
            var members = page.Select(row => new AdminMemberBody(
                row.Account.ToString(), database.Accounts.Read(row.Account)?.Handle, row.Member.Role.ToString(), row.Member.JoinedMs)).ToList();
            return Task.FromResult(new JsonResultOf<AdminMemberPageBody>(
                new AdminMemberPageBody(members, page.Count < Pages.Limit(limit) ? null : members[^1].AccountId), JsonShapes.Default.AdminMemberPageBody));
        });
    }

    private static async Task<IResult> DeleteAsync(
        AdminCaller caller, string conversation, ChatDatabase database, ConversationHandler conversations, AuditLog audit)
    {
        var id = Require(conversation, database);
        await audit.RunAsync(caller.Actor, "conversation.delete", id.ToString(), () => conversations.DestroyAsync(id, null));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RemoveAsync(
        AdminCaller caller, string conversation, ulong sequence, ChatDatabase database, MessageRemoval removal, AuditLog audit)
    {
        var id = Require(conversation, database);
        await audit.RunAsync(caller.Actor, "message.remove", $"{id} {sequence}", () => removal.RemoveAsync(id, sequence));
        return TypedResults.NoContent();
    }

    private static ConversationId Require(string text, ChatDatabase database) =>
        ConversationId.TryParse(text, out var id) && database.Conversations.ReadRecord(id) is not null ? id : throw NotFound();

    private static RefusalException NotFound() => new(Code.NotFound, "There is no such conversation.");
}
