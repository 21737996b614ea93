using FastChat.Client;
using FastChat.Server.Accounts;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Client.Api;

/// <summary>Other ways in than handle and password, through the SDK.</summary>
[TestFixture]
internal sealed class AccessTests
{
    private ChatWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ChatWorld.StartAsync(options => options with
    {
        Registration = FastChat.Server.Hosting.RegistrationMode.Invitation,
        GuestDays = 3,
    });

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Registration_takes_an_invitation_where_one_is_needed()
    {
        var client = _world.Make("invited");
        var methods = await client.Access.ReadMethodsAsync();
        Assert.That((methods.Registration, methods.Guests, methods.Providers.Length), Is.EqualTo((RegistrationMode.Invitation, true, 0)));
        Assert.That(Refusal(() => client.RegisterAsync("invited", RawAccounts.Password)), Is.EqualTo(ErrorCode.InvitationInvalid));
        var account = await client.RegisterAsync("invited", RawAccounts.Password, await InviteAsync());
        Assert.That((account.Handle, account.Kind), Is.EqualTo(("invited", AccountKind.Person)));
    }

    [Test]
    public async Task A_guest_that_is_upgraded_goes_on_with_all_its_devices_and_conversations()
    {
        var guest = _world.Make("guest");
        var account = await guest.Access.RegisterGuestAsync("Visitor");
        await guest.LiveAsync();
        var ada = _world.Make("access-ada");
        await ada.RegisterAsync("access-ada", RawAccounts.Password, await InviteAsync());
        var conversation = await guest.OpenDirectAsync(ada.Account!.Id);
        await (await conversation.SendAsync("hello from a guest")).Sent.SoonAsync();
        Assert.That((await ada.FindAccountAsync(account.Handle))!.Kind, Is.EqualTo(AccountKind.Guest));
        Assert.That(Refusal(() => ada.Access.UpgradeGuestAsync("other", RawAccounts.Password, invitation: "x")), Is.EqualTo(ErrorCode.NotAGuest));

        var upgraded = await guest.Access.UpgradeGuestAsync("access-grace", RawAccounts.Password, invitation: await InviteAsync());
        Assert.That((upgraded.Id, upgraded.Handle, upgraded.DisplayName, upgraded.Kind), Is.EqualTo((account.Id, "access-grace", "Visitor", AccountKind.Person)));
        await guest.LiveAsync();
        var second = await _world.SignInAsync("access-grace", "access-grace-two");
        await using var timeline = second.GetConversation(conversation.Id).OpenTimeline();
        await timeline.RowAsync(row => row.Text == "hello from a guest");
        guest = await _world.RestartAsync(guest, "guest");
        Assert.That(guest.Account!.Handle, Is.EqualTo("access-grace"));
    }

    private async Task<string> InviteAsync() =>
        (await _world.Server.Server.Services.GetRequiredService<Invitations>().CreateAsync("", 1, 24 * 60 * 60)).Code;

    private static ErrorCode Refusal(Func<Task> act) => Assert.ThrowsAsync<ChatException>(() => act())!.Code;
}
