using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Conversations;

/// <summary>Looks at and joins what links and handles name.</summary>
internal static class Joining
{
    public static async Task<ConversationPreview> PreviewAsync(
        SignedInClient client, string linkOrHandle, CancellationToken cancellationToken)
    {
        var request = GroupReader.ReadLink(linkOrHandle) is { } link
            ? new Wire.PreviewConversation { Link = link }
            : new Wire.PreviewConversation { Handle = linkOrHandle.TrimStart('@') };
        var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { PreviewConversation = request }, cancellationToken).ConfigureAwait(false);
        var preview = answer.ConversationPreview ?? throw GroupReader.Invalid();
        await GroupPages.LearnAsync(
            client, preview.Recent.SelectMany(block => block.Entries).Select(entry => entry.SenderAccount), cancellationToken).ConfigureAwait(false);
        return GroupReader.Preview(preview, client.People);
    }

    public static async Task<(JoinState State, ConversationId Conversation)> JoinAsync(
        SignedInClient client, string linkOrHandle, CancellationToken cancellationToken)
    {
        var request = GroupReader.ReadLink(linkOrHandle) is { } link
            ? new Wire.JoinConversation { Link = link }
            : new Wire.JoinConversation { Handle = linkOrHandle.TrimStart('@') };
        var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { JoinConversation = request }, cancellationToken).ConfigureAwait(false);
        if (answer.JoinResult is not { } result || !ConversationId.TryRead(result.ConversationId.Span, out var id))
            throw GroupReader.Invalid();
        if (result.Conversation is { } state)
            await client.Store.UpsertConversationAsync(state).WaitAsync(cancellationToken).ConfigureAwait(false);
        return ((JoinState)(int)result.State, id);
    }
}
