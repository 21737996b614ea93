using FastChat.Client;
using FastChat.Tests.Client.Api;

namespace FastChat.Tests.Client.Search;

/// <summary>SearchAsync on the server and on the device, against a real server.</summary>
[TestFixture]
internal sealed class SearchApiTests
{
    [Test]
    public async Task Both_places_find_the_same_and_the_device_does_so_offline()
    {
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace");
        var direct = await ada.OpenDirectAsync(grace.Account!.Id);
        await (await direct.SendAsync("Good morning, Grace")).Sent.SoonAsync();
        var edited = await direct.SendAsync("an old word");
        await edited.Sent.SoonAsync();
        await (await direct.EditAsync(edited.Id, "a néw word")).Sent.SoonAsync();
        await using var timeline = grace.GetConversation(direct.Id).OpenTimeline();
        await timeline.UntilAsync(rows => rows.Any(row => row.Edited));
        foreach (var place in new[] { SearchPlace.Server, SearchPlace.Device })
        {
            var page = await grace.SearchAsync("new from:@ada in:@ada", new SearchOptions { Place = place });
            var found = page.Messages.Single();
            Assert.That((found.Excerpt, found.Edited, found.Sender.Handle), Is.EqualTo(("a néw word", true, "ada")), $"{place}");
            Assert.That(found.Excerpt.Substring(found.Highlights[0].Start, found.Highlights[0].Length), Is.EqualTo("néw"));
            Assert.That((await grace.SearchAsync("old", new SearchOptions { Place = place })).Messages, Is.Empty);
            Assert.That((await grace.SearchAsync("mor*", new SearchOptions { Place = place })).Messages.Single().Sequence, Is.GreaterThan(0));
            var wrong = Assert.ThrowsAsync<ChatException>(() => grace.SearchAsync("\"open", new SearchOptions { Place = place }))!;
            Assert.That(wrong.Code, Is.EqualTo(ErrorCode.BadQuery));
        }

        grace.Paused = true;
        Assert.That((await grace.SearchAsync("\"good morning\"", new SearchOptions { Place = SearchPlace.Device })).Messages, Has.Length.EqualTo(1));
        Assert.ThrowsAsync<ChatException>(() => grace.SearchAsync("x", new SearchOptions { Limit = 51 }));
    }
}
