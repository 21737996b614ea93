using FastChat.Client.Connections;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>Fetches the state of conversations that the log says have changed: new ones, members, roles, titles.</summary>
internal sealed class StateFetcher(
    LocalStore store, SyncWork work, ServerConnection connection, PresenceBoard presence, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var id in await work.States.TakeAsync(cancellationToken).ConfigureAwait(false))
                await FetchAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FetchAsync(ConversationId id, CancellationToken cancellationToken)
    {
        var request = new ClientFrame { FetchConversation = new FetchConversation { ConversationId = id.ToByteString() } };
        try
        {
            var response = await connection.RequestAsync(request, cancellationToken).ConfigureAwait(false);
            await store.UpsertConversationAsync(response.Conversation).ConfigureAwait(false);
            if (AccountId.TryRead(response.Conversation.Peer.Span, out var peer))
                work.Profiles.Add(peer);
            work.Gaps.Add(id);
            work.Outbox.Add(id);
            work.Personal.Add(SyncWork.PersonalChangesWait);
            presence.MembersChanged();
        }
        catch (ChatException exception) when (exception.Code is ErrorCode.NotFound or ErrorCode.Forbidden)
        {
            await store.WriteAsync(
                transaction =>
                {
                    ConversationWrites.Leave(transaction, id, 0);
                    return true;
                },
                cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException exception)
        {
            SyncLog.RequestRefused(logger, exception.Code);
        }
    }
}
