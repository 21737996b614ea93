using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;

namespace FastChat.Server.Handlers;

/// <summary>Typing, and who wants to see it in large conversations. Nothing of it is stored.</summary>
internal sealed class LiveHandler(ShardRouter router, TimeProvider time)
{
    public Task<ServerFrame> HandleAsync(Caller caller, SetTyping request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        caller.Link.ActiveMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        router.Route(new TypingCommand(conversation, caller.Link, request.Active));
        return Task.FromResult(new ServerFrame { Done = new Done() });
    }

    public async Task<ServerFrame> HandleAsync(Caller caller, WatchConversation request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var command = new WatchCommand(conversation, caller.Link, request.Active);
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }
}
