using System.Runtime.CompilerServices;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Conversations;

/// <summary>Reads bans and requests to join from the server, page by page, with the profiles of those they name.</summary>
internal static class GroupPages
{
    private const int PageRows = 100;

    public static async IAsyncEnumerable<Ban> ReadBansAsync(
        SignedInClient client, ConversationId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new Wire.FetchBans { ConversationId = id.ToByteString(), Limit = PageRows };
        for (var more = true; more;)
        {
            var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { FetchBans = request }, cancellationToken).ConfigureAwait(false);
            var page = answer.BanPage ?? throw GroupReader.Invalid();
            await LearnAsync(client, page.Bans.SelectMany(ban => new[] { ban.Account, ban.ByAccount }), cancellationToken).ConfigureAwait(false);
            foreach (var ban in page.Bans)
            {
                yield return new Ban(
                    client.People.Find(GroupReader.Id(ban.Account)),
                    client.People.Find(GroupReader.Id(ban.ByAccount)),
                    EntryReader.At(ban.TimeMs),
                    GroupReader.Time(ban.UntilMs));
                request.AfterAccount = ban.Account;
            }

            more = page.More && page.Bans.Count > 0;
        }
    }

    public static async IAsyncEnumerable<JoinRequest> ReadJoinRequestsAsync(
        SignedInClient client, ConversationId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new Wire.FetchJoinRequests { ConversationId = id.ToByteString(), Limit = PageRows };
        for (var more = true; more;)
        {
            var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { FetchJoinRequests = request }, cancellationToken).ConfigureAwait(false);
            var page = answer.JoinRequestPage ?? throw GroupReader.Invalid();
            await LearnAsync(client, page.Requests.Select(asked => asked.Account), cancellationToken).ConfigureAwait(false);
            foreach (var asked in page.Requests)
            {
                yield return new JoinRequest(
                    client.People.Find(GroupReader.Id(asked.Account)),
                    EntryReader.At(asked.TimeMs),
                    Convert.ToHexStringLower(asked.InviteId.Span));
                request.AfterAccount = asked.Account;
            }

            more = page.More && page.Requests.Count > 0;
        }
    }

    /// <summary>Fetches the profiles that this device does not know.</summary>
    public static async Task LearnAsync(SignedInClient client, IEnumerable<ByteString> accounts, CancellationToken cancellationToken)
    {
        var unknown = accounts.Distinct()
            .Where(bytes => AccountId.TryRead(bytes.Span, out var account) && client.People.Find(account).Handle.Length == 0)
            .Chunk(Wire.ProtocolLimits.AccountsPerRequestMax);
        foreach (var some in unknown)
        {
            var request = new Wire.ClientFrame { FetchAccounts = new() { Accounts = { some } } };
            var answer = await client.Engine.RequestAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.AccountList is { } list)
                await client.People.KeepAsync(list.Accounts).ConfigureAwait(false);
        }
    }
}
