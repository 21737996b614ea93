using System.Runtime.CompilerServices;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Conversations;

/// <summary>Reads the members of a conversation from the server, page by page, and lets the store know them.</summary>
internal static class MemberPages
{
    private const int PageMembers = 100;

    public static async IAsyncEnumerable<Member> ReadAsync(
        SignedInClient client, ConversationId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = ByteString.Empty;
        while (true)
        {
            var page = await FetchAsync(client, id, after, cancellationToken).ConfigureAwait(false);
            await LearnAsync(client, id, page, isWhole: after.IsEmpty && !page.More, cancellationToken).ConfigureAwait(false);
            foreach (var member in page.Members)
            {
                if (AccountId.TryRead(member.Account.Span, out var account))
                    yield return Read(member, client.People.Find(account));
            }

            if (!page.More || page.Members.Count == 0)
                yield break;
            after = page.Members[^1].Account;
        }
    }

    /// <summary>Lets the store know the first page of members: all of a conversation that has receipts.</summary>
    public static async Task RefreshAsync(SignedInClient client, ConversationId id, CancellationToken cancellationToken)
    {
        var page = await FetchAsync(client, id, ByteString.Empty, cancellationToken).ConfigureAwait(false);
        await LearnAsync(client, id, page, isWhole: !page.More, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Wire.MemberPage> FetchAsync(
        SignedInClient client, ConversationId id, ByteString after, CancellationToken cancellationToken)
    {
        var request = new Wire.FetchMembers { ConversationId = id.ToByteString(), AfterAccount = after, Limit = PageMembers };
        var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { FetchMembers = request }, cancellationToken)
            .ConfigureAwait(false);
        return answer.MemberPage ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no members.");
    }

    private static Member Read(Wire.Member member, Account account) => new(
        account, (Role)(int)member.Role, (long)member.JoinedSequence, (long)member.ReadSequence, (long)member.DeliveredSequence)
    {
        Permissions = (GroupPermissions)member.Permissions,
        MutedUntil = GroupReader.Time(member.MutedUntilMs),
    };

    private static async Task LearnAsync(
        SignedInClient client, ConversationId id, Wire.MemberPage page, bool isWhole, CancellationToken cancellationToken)
    {
        await client.Store.WriteMembersAsync(id, page.Members, isWhole).ConfigureAwait(false);
        await GroupPages.LearnAsync(client, page.Members.Select(member => member.Account), cancellationToken).ConfigureAwait(false);
    }
}
