using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Accounts;

/// <summary>Makes accounts in bulk for load tests, without passwords. Repeating it gives fresh tokens of the same accounts.</summary>
internal sealed class Seeding(ChatDatabase database, Registration registration, SignIn signIn, AccessTokens access)
{
    private const string DeviceName = "seeded";

    // Enough for the shard loops to make large commits of them.
    private const int ConcurrentMax = 256;

    public async Task<IReadOnlyList<(AccountId Account, DeviceId Device, string Handle, string Access)>> SeedAsync(
        string prefix, int count, CancellationToken cancellation)
    {
        var seeded = new (AccountId, DeviceId, string, string)[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentMax, CancellationToken = cancellation };
        await Parallel.ForAsync(0, count, options, async (i, _) =>
        {
            if (!Handle.TryNormalize($"{prefix}{i}", out var handle)) throw new RefusalException(Protocol.Code.InvalidHandle, "The prefix does not make handles.");
            seeded[i] = await SeedOneAsync(handle);
        });
        return seeded;
    }

    private async Task<(AccountId Account, DeviceId Device, string Handle, string Access)> SeedOneAsync(string handle)
    {
        var account = signIn.Find(handle);
        var device = account.IsNone()
            ? DeviceId.None
            : database.Devices.ReadAll(account).FirstOrDefault(row => !row.Record.Revoked && row.Record.Name == DeviceName).Device;
        if (!device.IsNone()) return (account, device, handle, access.Issue(account, device, out _));
        var tokens = await registration.RegisterKnownAsync(handle, handle, DeviceName);
        return (tokens.Account, tokens.Device, handle, tokens.Access);
    }
}
