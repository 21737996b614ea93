using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Targets;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Peers;

/// <summary>Names for peers, which know no accounts.</summary>
internal sealed class PeerAccounts : IAccountSource
{
    private readonly IdSource _ids = new(TimeProvider.System);

    public Task<SeededAccount[]> TakeAsync(int count, CancellationToken cancellation)
    {
        var accounts = new SeededAccount[count];
        for (var i = 0; i < count; i++)
            accounts[i] = new SeededAccount(_ids.NewRandomId<AccountId>().ToString(), _ids.NewRandomId<DeviceId>().ToString(), $"peer{i}", "");
        return Task.FromResult(accounts);
    }
}
