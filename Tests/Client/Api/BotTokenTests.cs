using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Bots through the SDK: their owner's side and their own.</summary>
[TestFixture]
internal sealed class BotTokenTests
{
    private ChatWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ChatWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task A_bot_signs_in_with_its_token_and_does_what_the_scopes_allow()
    {
        var ada = await _world.RegisterAsync("owner");
        var made = await ada.Bots.CreateAsync("helper-bot", "The bot");
        Assert.That((made.Kind, made.Name), Is.EqualTo((AccountKind.Bot, "The bot")));
        var token = await ada.Bots.CreateTokenAsync(made.Id, "ci", BotScopes.Send, expiresAfterDays: 30);
        Assert.That(token.ToString(), Does.Not.Contain(token.Token));

        var bot = _world.Make("robot");
        Assert.That(Refusal(() => bot.Access.SignInAsBotAsync(token.Token + "x")), Is.EqualTo(ErrorCode.TokenInvalid));
        Assert.That((await bot.Access.SignInAsBotAsync(token.Token)).Id, Is.EqualTo(made.Id));
        await bot.LiveAsync();
        var conversation = await bot.OpenDirectAsync(ada.Account!.Id);
        await (await conversation.SendAsync("beep")).Sent.SoonAsync();
        Assert.That(Refusal(() => bot.CreateGroupAsync("robots", [])), Is.EqualTo(ErrorCode.ScopeMissing));
        Assert.That(Refusal(() => bot.UpdateProfileAsync(new ProfileChange { About = "x" })), Is.EqualTo(ErrorCode.ScopeMissing));
        Assert.That((await ada.FindAccountAsync("helper-bot"))!.Kind, Is.EqualTo(AccountKind.Bot));
        bot = await _world.RestartAsync(bot, "robot");
        await bot.LiveAsync();

        var listed = (await ada.Bots.ReadTokensAsync(made.Id)).Single();
        Assert.That((listed.Name, listed.Scopes, listed.LastUsed is null, listed.ExpiresAt is null), Is.EqualTo(("ci", BotScopes.Send, false, false)));
        await ada.Bots.RevokeTokenAsync(made.Id, listed.Id);
        await bot.WaitForAsync(ConnectionState.Refused).SoonAsync();
        Assert.That(await ada.Bots.ReadTokensAsync(made.Id), Is.Empty);
        Assert.That((await ada.Bots.ReadAsync()).Single().Id, Is.EqualTo(made.Id));
        await ada.Bots.EndAsync(made.Id);
        Assert.That(await ada.Bots.ReadAsync(), Is.Empty);
    }

    [Test]
    public async Task A_message_that_the_scopes_do_not_allow_is_refused_rather_than_kept_waiting()
    {
        var ada = await _world.RegisterAsync("keeper");
        var made = await ada.Bots.CreateAsync("silent-bot", "Silent");
        var token = await ada.Bots.CreateTokenAsync(made.Id, "reads", BotScopes.None, expiresAfterDays: 30);
        var bot = _world.Make("silent");
        await bot.Access.SignInAsBotAsync(token.Token);
        var conversation = await ada.OpenDirectAsync(made.Id);
        await (await conversation.SendAsync("say something")).Sent.SoonAsync();
        await bot.LiveAsync();
        var answer = await bot.GetConversation(conversation.Id).SendAsync("beep");
        Assert.That(Refusal(() => answer.Sent.SoonAsync()), Is.EqualTo(ErrorCode.ScopeMissing));
    }

    private static ErrorCode Refusal(Func<Task> act) => Assert.ThrowsAsync<ChatException>(() => act())!.Code;
}
