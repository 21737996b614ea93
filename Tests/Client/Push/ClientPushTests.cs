using FastChat.Client;
using FastChat.Server.Hosting;
using FastChat.Tests.Client.Api;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Client.Push;

/// <summary>The SDK's side of push: asked for offline, told when it can be, opened on the device, ended with the sign-in.</summary>
[TestFixture]
internal sealed class ClientPushTests
{
    [Test]
    public async Task A_push_to_a_native_app_is_opened_with_the_key_that_the_SDK_keeps_also_offline_after_a_restart()
    {
        await using var receiver = await HttpsReceiver.StartAsync();
        await using var world = await StartAsync(receiver);
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace");
        await grace.Push.EnableAsync(PushTarget.UnifiedPush(new Uri(receiver.Address, "/up").ToString()) with { Preview = true });
        await Conditions.Until(() => grace.Push.Registration.State == PushRegistrationState.On);
        grace.Paused = true;
        await grace.WaitForAsync(ConnectionState.Paused);
        await Conditions.Until(() => !world.Server.Server.Services.Directory().IsOnline(grace.Account!.Id));

        var conversation = await ada.OpenDirectAsync(grace.Account!.Id);
        var sequence = await (await conversation.SendAsync("for Grace alone")).Sent;
        var push = await receiver.NextAsync();
        await world.Server.StopAsync();
        grace = await world.RestartAsync(grace, "grace");
        var notice = grace.Push.Open(push.Body)!;
        Assert.That((notice.Kind, notice.Account, notice.Conversation, notice.Sequence), Is.EqualTo((PushNoticeKind.Message, grace.Account!.Id, conversation.Id, sequence)));
        Assert.That(notice.Preview, Is.EqualTo(new PushPreview("", "ada", "for Grace alone")));
        push.Body[^1] ^= 1;
        Assert.That(grace.Push.Open(push.Body), Is.Null, "changed on the way");
        Assert.That(ada.Push.Open(push.Body), Is.Null, "another device's");
        await world.Server.StartAgainAsync();
    }

    [Test]
    public async Task What_is_asked_for_offline_is_told_later_and_the_server_says_what_it_can()
    {
        await using var receiver = await HttpsReceiver.StartAsync();
        await using var world = await StartAsync(receiver);
        var grace = await world.RegisterAsync("grace");
        var server = await grace.Push.ReadServerAsync();
        Assert.That(server.Kinds, Is.EqualTo(new[] { PushKind.WebPush, PushKind.UnifiedPush }));
        Assert.That(server.PublicKey.Length, Is.EqualTo(65));

        grace.Paused = true;
        await grace.WaitForAsync(ConnectionState.Paused);
        await Conditions.Until(() => !world.Server.Server.Services.Directory().IsOnline(grace.Account!.Id));
        await grace.Push.EnableAsync(PushTarget.UnifiedPush(new Uri(receiver.Address, "/up").ToString()));
        Assert.That(grace.Push.Registration.State, Is.EqualTo(PushRegistrationState.Waiting));
        grace.Paused = false;
        await Conditions.Until(() => grace.Push.Registration.State == PushRegistrationState.On);
        var rows = world.Server.Server.Services.Database().PushSubscriptions;
        Assert.That(rows.ReadAll(grace.Account!.Id), Has.Count.EqualTo(1));

        await grace.Push.DisableAsync();
        await Conditions.Until(() => grace.Push.Registration.State == PushRegistrationState.Off);
        Assert.That(rows.ReadAll(grace.Account!.Id), Is.Empty);

        await grace.Push.EnableAsync(PushTarget.Fcm("token"));
        await Conditions.Until(() => grace.Push.Registration.State == PushRegistrationState.Refused);
        Assert.That(grace.Push.Registration.Code, Is.EqualTo(ErrorCode.PushNotConfigured));
        await grace.Push.EnableAsync(PushTarget.Apns(new byte[] { 0xAB, 1 }, "example.chat"));
        await Conditions.Until(() => grace.Push.Registration is { State: PushRegistrationState.Refused, Kind: PushKind.Apns, Endpoint: "ab01" });
        var wrong = Assert.ThrowsAsync<ChatException>(() => grace.Push.EnableAsync(PushTarget.WebPush("https://push.example/", new byte[65], new byte[16])))!;
        Assert.That(wrong.Code, Is.EqualTo(ErrorCode.InvalidArgument));
    }

    [Test]
    public async Task A_subscription_ends_with_the_sign_in_and_a_dead_one_is_noticed()
    {
        await using var receiver = await HttpsReceiver.StartAsync();
        await using var world = await StartAsync(receiver);
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace");
        var endpoint = new Uri(receiver.Address, "/up").ToString();
        await grace.Push.EnableAsync(PushTarget.UnifiedPush(endpoint));
        await Conditions.Until(() => grace.Push.Registration.State == PushRegistrationState.On);
        var rows = world.Server.Server.Services.Database().PushSubscriptions;

        receiver.Answer = _ => new HttpsAnswer(410);
        grace.Paused = true;
        await grace.WaitForAsync(ConnectionState.Paused);
        await Conditions.Until(() => !world.Server.Server.Services.Directory().IsOnline(grace.Account!.Id));
        await (await (await ada.OpenDirectAsync(grace.Account!.Id)).SendAsync("hello?")).Sent;
        await receiver.NextAsync();
        await Conditions.Until(() => rows.ReadAll(grace.Account!.Id).Count == 0);
        grace.Paused = false;
        await Conditions.Until(() => grace.Push.Registration.State == PushRegistrationState.Ended);

        await grace.Push.EnableAsync(PushTarget.UnifiedPush(endpoint + "/new"));
        await Conditions.Until(() => grace.Push.Registration.State == PushRegistrationState.On);
        var account = grace.Account!.Id;
        Assert.That(await grace.SignOutAsync(eraseStore: false));
        Assert.That(rows.ReadAll(account), Is.Empty);
        await grace.SignInAsync("grace", RawAccounts.Password);
        Assert.That(grace.Push.Registration.State, Is.EqualTo(PushRegistrationState.Off));
    }

    private static Task<ChatWorld> StartAsync(HttpsReceiver receiver) => ChatWorld.StartAsync(
        options => options with
        {
            Push = new PushOptions { QuietSeconds = 0, IntervalSeconds = 0 },
            Outbound = new OutboundOptions { AllowLoopback = true },
        },
        services => services.AddSingleton(receiver.Trust));
}
