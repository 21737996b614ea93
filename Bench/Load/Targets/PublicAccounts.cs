using System.Security.Cryptography;
using System.Text.Json;
using FastChat.Bench.Load.Processes;

namespace FastChat.Bench.Load.Targets;

/// <summary>
/// Accounts of a server that seeds none: registered through the public HTTP API, as slowly as the server's limits want it. With
/// a file they are kept, and later runs sign in to them instead.
/// </summary>
internal sealed class PublicAccounts(ServerHttp http, string? file) : IAccountSource
{
    private const int PasswordBytes = 18;
    private const int HandleRandomBytes = 6;
    private readonly List<KeptAccount> _kept = Read(file);
    private int _taken;

    public async Task<SeededAccount[]> TakeAsync(int count, CancellationToken cancellation)
    {
        var accounts = new SeededAccount[count];
        for (var i = 0; i < count; i++)
        {
            accounts[i] = _taken < _kept.Count
                ? await http.SignInAsync(_kept[_taken], cancellation)
                : await RegisterAsync(cancellation);
            _taken++;
        }
        return accounts;
    }

    private async Task<SeededAccount> RegisterAsync(CancellationToken cancellation)
    {
        var handle = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(HandleRandomBytes))}";
        var password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(PasswordBytes));
        var account = await http.RegisterAsync(handle, password, cancellation);
        var kept = new KeptAccount(handle, password, account.DeviceId);
        _kept.Add(kept);
        if (file is not null)
            await File.AppendAllLinesAsync(file, [JsonSerializer.Serialize(kept)], cancellation);
        return account;
    }

    private static List<KeptAccount> Read(string? file) => file is not null && File.Exists(file)
        ? [.. File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<KeptAccount>(l)!)]
        : [];
}
