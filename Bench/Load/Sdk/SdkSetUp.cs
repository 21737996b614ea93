using System.Security.Cryptography;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Client;

namespace FastChat.Bench.Load.Sdk;

/// <summary>Registers the accounts of pairs with the SDK and makes their conversations.</summary>
internal sealed class SdkSetUp(LoadArguments arguments, LoadTarget target, string storeDirectory)
{
    private const int RandomBytes = 6;
    private const string Password = "a bench needs no secrets";
    private readonly string _prefix = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}";
    private readonly RemoteAddress _address = arguments.Remote ?? target.Own?.Address(arguments.Transport)
        ?? throw new IOException("--sdk speaks to FastChat only");

    public async Task<SdkPair> MakeAsync(int index, CancellationToken cancellation)
    {
        var from = await RegisterAsync($"{_prefix}-{index}a", cancellation);
        var to = await RegisterAsync($"{_prefix}-{index}b", cancellation);
        var sending = await from.OpenDirectAsync(to.Account!.Id, cancellation);
        var receiving = await to.OpenDirectAsync(from.Account!.Id, cancellation); // the same, and known on both sides
        if (receiving.Id != sending.Id)
            throw new InvalidDataException("the two sides of a direct conversation differ");
        await from.WaitForAsync(ConnectionState.Live, cancellation);
        await to.WaitForAsync(ConnectionState.Live, cancellation);
        return new SdkPair(from, to, sending, new Payload(index + 1, arguments.PayloadBytes), arguments, (double)index / arguments.Pairs);
    }

    private async Task<ChatClient> RegisterAsync(string handle, CancellationToken cancellation)
    {
        var path = _address.IsWebSocket ? _address.Path : "";
        var server = $"{_address.Transport.ToString().ToLowerInvariant()}://{_address.Host}:{_address.Port}{path}";
        var client = new ChatClient(new ChatClientOptions(server)
        {
            HttpUrl = arguments.Http ?? target.Own?.Http ?? _address.Http,
            StorePath = Path.Combine(storeDirectory, handle + ".db"),
            DeviceName = "FastChat.Bench",
        });
        while (true)
        {
            try
            {
                await client.RegisterAsync(handle, Password, cancellationToken: cancellation);
                return client;
            }
            catch (ChatException busy) when (busy.RetryAfter is { } wait)
            {
                await Console.Error.WriteLineAsync($"the server lets nobody register for {wait.TotalSeconds:N0} s: waiting");
                await Task.Delay(wait, cancellation);
            }
        }
    }
}
