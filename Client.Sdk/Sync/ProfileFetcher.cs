using FastChat.Client.Connections;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>Fetches the profiles of accounts that were seen and are not known.</summary>
internal sealed class ProfileFetcher(LocalStore store, SyncWork work, ServerConnection connection, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var wanted = await work.Profiles.TakeAsync(cancellationToken).ConfigureAwait(false);
            var unknown = store.Read(reader => wanted.Where(account => !PeopleTable.HasProfile(reader, account)).ToList());
            foreach (var chunk in unknown.Chunk(ProtocolLimits.AccountsPerRequestMax))
                await FetchAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FetchAsync(AccountId[] accounts, CancellationToken cancellationToken)
    {
        var request = new FetchAccounts();
        request.Accounts.AddRange(accounts.Select(account => account.ToByteString()));
        try
        {
            var response = await connection.RequestAsync(new ClientFrame { FetchAccounts = request }, cancellationToken).ConfigureAwait(false);
            await store.WriteProfilesAsync(response.AccountList.Accounts).ConfigureAwait(false);
        }
        catch (ChatException exception)
        {
            // They are wanted again when next seen.
            SyncLog.RequestRefused(logger, exception.Code);
        }
    }
}
