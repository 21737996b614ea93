using FastChat.Protocol;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>Answers Sync, and reads the first page of a new connection.</summary>
internal sealed class SyncHandler(SyncReader reader)
{
    /// <summary>A cursor that is none of this server's (restored elsewhere, say) starts from the beginning.</summary>
    public SyncPage FirstPage(Caller caller, ReadOnlySpan<byte> cursor)
    {
        try
        {
            return reader.Read(caller, cursor, continuation: [], limit: 0);
        }
        catch (RefusalException refusal) when (refusal.Code == Code.BadCursor)
        {
            return reader.Read(caller, cursor: [], continuation: [], limit: 0);
        }
    }

    public Task<ServerFrame> HandleAsync(Caller caller, Sync request)
    {
        // Live delivery first, then the heads: what comes after them arrives as events.
        caller.Link.Outbound.ResumeEvents();
        var page = reader.Read(caller, request.Cursor.Span, request.Continuation.Span, request.Limit);
        return Task.FromResult(new ServerFrame { SyncPage = page });
    }
}
