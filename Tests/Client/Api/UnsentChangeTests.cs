using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Edits, deletions and reactions that the server refuses.</summary>
[TestFixture]
internal sealed class UnsentChangeTests
{
    private ChatWorld _world = null!;
    private ChatClient _ada = null!;
    private ChatClient _grace = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await ChatWorld.StartAsync();
        _ada = await _world.RegisterAsync("ada");
        _grace = await _world.RegisterAsync("grace");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task A_refused_change_shows_on_its_row_holds_up_nothing_and_can_be_tried_again()
    {
        var group = await _grace.CreateGroupAsync("Mine", [_ada.Account!.Id]);
        var adas = _ada.GetConversation(group.Id);
        var message = await group.SendAsync("graces own");
        await message.Sent.SoonAsync();
        await using var timeline = adas.OpenTimeline();
        await timeline.RowAsync(item => item.Key == message.Id);

        var deletion = await adas.DeleteAsync(message.Id);
        Assert.That(Assert.ThrowsAsync<ChatException>(() => deletion.Sent.SoonAsync())!.Code, Is.EqualTo(ErrorCode.Forbidden));
        var row = await timeline.RowAsync(item => item.Key == message.Id && item.Unsent is [{ Delivery.State: DeliveryState.Refused }]);
        Assert.That((row.Deleted, row.Text), Is.EqualTo((false, "graces own")), "a refused change has no effect");
        Assert.That(row.Unsent[0], Is.EqualTo(new UnsentChange(
            deletion.Id, EntryKind.Delete, new Delivery(DeliveryState.Refused, ErrorCode.Forbidden, CanRetry: true))));
        await (await adas.SendAsync("and yet I speak")).Sent.SoonAsync();
        await _ada.FlushAsync().SoonAsync();

        await group.SetRoleAsync(_ada.Account!.Id, Role.Admin);
        var again = adas.GetOutgoing(row.Unsent[0].Id);
        await again.RetryAsync();
        await again.Sent.SoonAsync();
        await timeline.RowAsync(item => item.Key == message.Id && item is { Deleted: true, Unsent.IsEmpty: true });
    }

    [Test]
    public async Task A_refused_change_stays_through_a_restart_until_it_is_withdrawn()
    {
        var eve = await _world.RegisterAsync("eve");
        var group = await _grace.CreateGroupAsync("Quotes", [eve.Account!.Id]);
        var message = await group.SendAsync("graces words");
        await message.Sent.SoonAsync();
        await using (var timeline = eve.GetConversation(group.Id).OpenTimeline())
            await timeline.RowAsync(item => item.Key == message.Id);
        var edit = await eve.GetConversation(group.Id).EditAsync(message.Id, "eves words");
        Assert.ThrowsAsync<ChatException>(() => edit.Sent.SoonAsync());

        eve = await _world.RestartAsync(eve, "eve");
        await using var again = eve.GetConversation(group.Id).OpenTimeline();
        var row = again.Snapshot.Single(item => item.Key == message.Id);
        Assert.That((row.Text, row.Unsent.Single().Delivery.State), Is.EqualTo(("graces words", DeliveryState.Refused)));
        Assert.That(await eve.GetConversation(group.Id).GetOutgoing(edit.Id).WithdrawAsync(), Is.True);
        await again.RowAsync(item => item.Key == message.Id && item.Unsent.IsEmpty);
    }
}
