using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Support;

/// <summary>An OpenID Connect issuer on loopback: discovery, a key set that can be rotated, and tokens, honest ones and others.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string ClientId = "the-app";

    private static readonly ConcurrentDictionary<string, RSAParameters> Made = new(StringComparer.Ordinal);

    private readonly WebApplication _application;
    private readonly Dictionary<string, RSA> _keys = new(StringComparer.Ordinal);

    private TestIssuer(WebApplication application) => _application = application;

    public string Address { get; private set; } = "";

    /// <summary>What the discovery document says instead of the truth.</summary>
    public string? ClaimedIssuer { get; set; }

    public bool IsDown { get; set; }

    /// <summary>How often the key set was asked for.</summary>
    public int Fetches { get; private set; }

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var issuer = new TestIssuer(application);
        issuer.AddKey("one");
        application.Run(issuer.AnswerAsync);
        await application.StartAsync();
        issuer.Address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return issuer;
    }

    /// <summary>One that the tests of this process share under its id: making one takes a good part of a second.</summary>
    public void AddKey(string id) => _keys[id] = RSA.Create(Made.GetOrAdd(id, _ =>
    {
        using var key = RSA.Create(2_048);
        return key.ExportParameters(includePrivateParameters: true);
    }));

    /// <summary>Up, honest, and with the key that it began with.</summary>
    public void Reset()
    {
        (IsDown, ClaimedIssuer, Fetches) = (false, null, 0);
        foreach (var id in _keys.Keys.ToList()) RemoveKey(id);
        AddKey("one");
    }

    public void RemoveKey(string id)
    {
        _keys[id].Dispose();
        _keys.Remove(id);
    }

    public RSA Key(string id) => _keys[id];

    /// <summary>What an honest token holds; a test changes one thing.</summary>
    public Dictionary<string, object> Claims(string subject, string nonce, DateTimeOffset now) => new(StringComparer.Ordinal)
    {
        ["iss"] = Address,
        ["aud"] = ClientId,
        ["sub"] = subject,
        ["nonce"] = nonce,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
    };

    /// <summary>Signed with RS256 by one of the keys.</summary>
    public string Sign(Dictionary<string, object> claims, string key = "one", Dictionary<string, object>? header = null)
    {
        header ??= new(StringComparer.Ordinal) { ["alg"] = "RS256", ["kid"] = key, ["typ"] = "JWT" };
        var content = $"{Part(header)}.{Part(claims)}";
        return $"{content}.{Base64Url.EncodeToString(_keys[key].SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string Part(object json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        foreach (var key in _keys.Values) key.Dispose();
    }

    private Task AnswerAsync(HttpContext http)
    {
        if (IsDown)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        if (http.Request.Path == "/.well-known/openid-configuration")
            return http.Response.WriteAsJsonAsync(new { issuer = ClaimedIssuer ?? Address, jwks_uri = $"{Address}/keys" });
        Fetches++;
        return http.Response.WriteAsJsonAsync(new
        {
            keys = _keys.Select(key => new
            {
                kty = "RSA",
                use = "sig",
                kid = key.Key,
                n = Base64Url.EncodeToString(key.Value.ExportParameters(false).Modulus!),
                e = Base64Url.EncodeToString(key.Value.ExportParameters(false).Exponent!),
            }),
        });
    }
}
