using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace FastChat.Bench.Load.Processes;

/// <summary>What the generator asks a server over HTTP.</summary>
internal sealed class ServerHttp(Uri address) : IDisposable
{
    private const string AllocatedMetric = "allocated_bytes";
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

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
}
