using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using FastChat.Bench.Load.Targets;

namespace FastChat.Bench.Load.Processes;

/// <summary>What the generator asks a server over HTTP.</summary>
internal sealed class ServerHttp : IDisposable
{
    private const string AllocatedMetric = "allocated_bytes";
    private const string DeviceName = "FastChat.Bench";
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly HttpClient _client;

    public ServerHttp(Uri address, X509ChainPolicy? trust = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = trust;
        _client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Makes accounts, or gives those of that prefix again, with fresh tokens. Only with Seeding:Enabled.</summary>
    public async Task<SeededAccount[]> SeedAsync(int accounts, string prefix, CancellationToken cancellation)
    {
        using var answer = await _client.PostAsJsonAsync("/v1/seed", new { accounts, prefix }, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new IOException(
                $"seeding accounts was refused ({(int)answer.StatusCode}); the server needs Seeding:Enabled and answers on loopback only");
        }
        return await answer.Content.ReadFromJsonAsync<SeededAccount[]>(Json, cancellation) ?? [];
    }

    /// <summary>Whether it has the seeding endpoint, for this machine.</summary>
    public async Task<bool> OffersSeedingAsync(CancellationToken cancellation)
    {
        using var answer = await _client.PostAsJsonAsync("/v1/seed", new { accounts = 1, prefix = "bench-offer" }, cancellation);
        return answer.IsSuccessStatusCode;
    }

    public Task<SeededAccount> RegisterAsync(string handle, string password, CancellationToken cancellation) =>
        PatientlyAsync("/v1/accounts", new { handle, password, device_name = DeviceName }, cancellation);

    public Task<SeededAccount> SignInAsync(KeptAccount kept, CancellationToken cancellation) => PatientlyAsync(
        "/v1/sessions",
        new { handle = kept.Handle, password = kept.Password, device_name = DeviceName, device_id = kept.DeviceId },
        cancellation);

    /// <summary>Bytes that the server allocated since it started; null if it does not tell.</summary>
    public async Task<long?> AllocatedBytesAsync(CancellationToken cancellation)
    {
        using var answer = await _client.GetAsync(new Uri("/metrics", UriKind.Relative), cancellation);
        if (!answer.IsSuccessStatusCode)
            return null;
        foreach (var line in (await answer.Content.ReadAsStringAsync(cancellation)).Split('\n'))
        {
            if (line.StartsWith('#') || !line.Split('{', ' ')[0].Contains(AllocatedMetric, StringComparison.Ordinal))
                continue;
            var value = line.Split(' ')[1]; // name{labels} value [time]
            return (long)double.Parse(value, CultureInfo.InvariantCulture);
        }
        return null;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks again as long as the server says that it is too early, after the time that it names.</summary>
    private async Task<SeededAccount> PatientlyAsync(string path, object body, CancellationToken cancellation)
    {
        while (true)
        {
            using var answer = await _client.PostAsJsonAsync(path, body, cancellation);
            if (answer.IsSuccessStatusCode)
                return (await answer.Content.ReadFromJsonAsync<SeededAccount>(Json, cancellation))!;
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                throw new IOException($"{path} was refused ({(int)answer.StatusCode}): {await answer.Content.ReadAsStringAsync(cancellation)}");
            var wait = answer.Headers.RetryAfter?.Delta ?? BusyPause;
            await Console.Error.WriteLineAsync($"the server lets nobody {(path == "/v1/sessions" ? "sign in" : "register")} for {wait.TotalSeconds:N0} s: waiting");
            await Task.Delay(wait, cancellation);
        }
    }
}
