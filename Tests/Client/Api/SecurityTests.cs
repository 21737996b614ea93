using FastChat.Client;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using OtpNet;

namespace FastChat.Tests.Client.Api;

/// <summary>Second step, mail address and password reset through the SDK.</summary>
[TestFixture]
internal sealed class SecurityTests
{
    private SmtpSink _relay = null!;
    private ChatWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _relay = new SmtpSink();
        _world = await ChatWorld.StartAsync(options => options with
        {
            Mail = new MailOptions { Host = "127.0.0.1", Port = _relay.Port, Security = MailSecurity.None, From = "chat@example.org" },
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _world.DisposeAsync();
        await _relay.DisposeAsync();
    }

    [Test]
    public async Task A_second_device_signs_in_with_password_and_code()
    {
        var ada = await _world.RegisterAsync("step-ada");
        Assert.That(await ada.Security.ReadTwoStepAsync(), Is.EqualTo(new TwoStepStatus(On: false, 0)));
        var secret = await ada.Security.BeginTwoStepAsync(RawAccounts.Password);
        Assert.That(secret.ToString(), Does.Not.Contain(secret.Secret));
        var recovery = await ada.Security.ConfirmTwoStepAsync(new Totp(Base32Encoding.ToBytes(secret.Secret)).ComputeTotp());
        Assert.That(await ada.Security.ReadTwoStepAsync(), Is.EqualTo(new TwoStepStatus(On: true, recovery.Length)));

        var second = _world.Make("step-second");
        Assert.That(Refusal(() => second.Access.EnterCodeAsync("123456")), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => second.SignInAsync("step-ada", RawAccounts.Password)), Is.EqualTo(ErrorCode.SecondStepNeeded));
        Assert.That(Refusal(() => second.Access.EnterCodeAsync("not a code")), Is.EqualTo(ErrorCode.WrongCode));
        Assert.That((await second.Access.EnterCodeAsync(recovery[0])).Id, Is.EqualTo(ada.Account!.Id));
        await second.LiveAsync();

        var renewed = await second.Security.RenewRecoveryCodesAsync(RawAccounts.Password, recovery[1]);
        Assert.That(Refusal(() => ada.Security.DisableTwoStepAsync(RawAccounts.Password, recovery[2])), Is.EqualTo(ErrorCode.WrongCode));
        await ada.Security.DisableTwoStepAsync(RawAccounts.Password, renewed[0]);
        await _world.SignInAsync("step-ada", "step-third");
    }

    [Test]
    public async Task A_forgotten_password_is_replaced_by_a_code_from_the_mail()
    {
        var ada = await _world.RegisterAsync("reset-ada");
        await ada.Security.SetEmailAsync("ada@example.org", RawAccounts.Password);
        Assert.That(await ada.Security.ReadEmailAsync(), Is.EqualTo(new EmailStatus(null, "ada@example.org")));
        await ada.Security.VerifyEmailAsync((await _relay.NextAsync()).Code);
        Assert.That(await ada.Security.ReadEmailAsync(), Is.EqualTo(new EmailStatus("ada@example.org", null)));

        var second = _world.Make("reset-second");
        await second.Access.RequestPasswordResetAsync("reset-ada");
        var code = (await _relay.NextAsync()).Code;
        Assert.That(Refusal(() => second.Access.ResetPasswordAsync("reset-ada", code == "00000000" ? "1" : "00000000", "another password")), Is.EqualTo(ErrorCode.WrongCode));
        await second.Access.ResetPasswordAsync("reset-ada", code, "another password");
        await ada.WaitForAsync(ConnectionState.Refused).SoonAsync();
        await second.SignInAsync("reset-ada", "another password");
        await second.LiveAsync();
        await second.Security.RemoveEmailAsync("another password");
        Assert.That((await second.Security.ReadEmailAsync()).Address, Is.Null);
    }

    private static ErrorCode Refusal(Func<Task> act) => Assert.ThrowsAsync<ChatException>(() => act())!.Code;
}
