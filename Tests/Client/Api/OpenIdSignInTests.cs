using System.Net.Http.Json;
using FastChat.Client;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Api;

/// <summary>Signing in by the word of others, through the SDK.</summary>
[TestFixture]
internal sealed class OpenIdSignInTests
{
    [Test]
    public async Task A_person_signs_in_through_an_issuer_and_is_the_same_on_a_second_device()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var world = await ChatWorld.StartAsync(options => options with
        {
            OpenId = [new OpenIdOptions { Name = "Example", Issuer = issuer.Address, ClientIds = [TestIssuer.ClientId] }],
        });
        var accounts = new List<Account>();
        foreach (var store in new[] { "openid-one", "openid-two" })
        {
            var client = world.Make(store);
            var provider = (await client.Access.ReadMethodsAsync()).Providers.Single();
            Assert.That(provider, Is.EqualTo(new OpenIdProvider("Example", issuer.Address, TestIssuer.ClientId)));
            var nonce = await client.Access.BeginOpenIdAsync();
            var token = issuer.Sign(issuer.Claims("alice", nonce, TimeProvider.System.GetUtcNow()));
            accounts.Add(await client.Access.SignInWithOpenIdAsync(token, handle: "alice"));
            await client.LiveAsync();
            var refused = Assert.ThrowsAsync<ChatException>(() => world.Make(store + "-again").Access.SignInWithOpenIdAsync(token))!;
            Assert.That(refused.Code, Is.EqualTo(ErrorCode.TokenInvalid), "it is good once");
        }

        Assert.That(accounts[1].Id, Is.EqualTo(accounts[0].Id));
        Assert.That(accounts[0].Handle, Is.EqualTo("alice"));
    }

    [Test]
    public async Task A_session_that_a_backend_got_is_taken_over_and_renews_itself()
    {
        const string Key = "a-key-of-the-operator-s-backend-0001";
        await using var world = await ChatWorld.StartAsync(options => options with { BackendKeys = [Key] });
        using var minted = await world.Server.Accounts.SendAsync(
            HttpMethod.Post, "v1/server/sessions", Key, JsonContent.Create(new { external_id = "customer-17", device_name = "phone", handle = "ada" }));
        var client = world.Make("minted");
        Assert.That(Assert.ThrowsAsync<ChatException>(() => client.Access.SignInWithSessionAsync("{\"refresh_token\":1}"))!.Code, Is.EqualTo(ErrorCode.InvalidArgument));
        var account = await client.Access.SignInWithSessionAsync(await minted.Content.ReadAsStringAsync());
        await client.LiveAsync();
        Assert.That(account.Handle, Is.EqualTo("ada"));
        client = await world.RestartAsync(client, "minted");
        await client.LiveAsync();
        Assert.That((await client.ReadDevicesAsync()).Single().Name, Is.EqualTo("phone"));
    }
}
