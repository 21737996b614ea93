using System.Net;
using FastChat.Protocol;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Http;

/// <summary>Media that a message of a group refers to: its members read it, through the group, for as long as they are members.</summary>
public sealed class SharedMediaTests : HttpTestBase
{
    private const string Content = "the plan";

    private RawSession _ada = null!;
    private RawSession _grace = null!;
    private RawClient _adas = null!;
    private RawClient _graces = null!;
    private ConversationId _group;
    private MediaId _media;

    [SetUp]
    public async Task ShareAsync()
    {
        (_ada, _grace) = (await RegisterAsync(), await RegisterAsync());
        (_adas, _graces) = (await Server.ConnectAsync(_ada), await Server.ConnectAsync(_grace));
        _group = await GroupAsync(_adas, _grace);
        _media = await Server.Accounts.UploadAsync(_ada.AccessToken, Content);
        var sent = await _adas.SendAsync(_group, 1, RawEntries.WithMedia("see", _media));
        Assert.That(sent[0].Code, Is.EqualTo(Code.Unspecified));
    }

    [TearDown]
    public async Task HangUpAsync()
    {
        await _adas.DisposeAsync();
        await _graces.DisposeAsync();
    }

    [Test]
    public async Task A_member_reads_it_through_the_conversation_and_only_through_that()
    {
        await RequireReadableAsync(_grace, _group);
        await RequireHiddenAsync(_grace, null);
        await RequireHiddenAsync(_grace, await GroupAsync(_graces));
        await RequireReadableAsync(_ada, null);
    }

    [Test]
    public async Task A_stranger_does_not_and_nor_does_a_member_without_a_token()
    {
        await RequireHiddenAsync(await RegisterAsync(), _group);
        using var nobody = await SendAsync(HttpMethod.Get, Path(_group));
        await RequireProblemAsync(nobody, HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    [Test]
    public async Task Who_left_does_not_any_more()
    {
        await RequestAsync(_graces, new ClientFrame { LeaveConversation = new LeaveConversation { ConversationId = _group.ToByteString() } });
        await RequireHiddenAsync(_grace, _group);
        await RequireReadableAsync(_ada, _group);
    }

    [Test]
    public async Task Who_was_removed_does_not_any_more_and_does_again_once_added_where_newcomers_see_it()
    {
        var (group, grace) = (_group.ToByteString(), _grace.Account.ToByteString());
        await RequestAsync(_adas, new ClientFrame { RemoveMember = new RemoveMember { ConversationId = group, Account = grace } });
        await RequireHiddenAsync(_grace, _group);
        await RequestAsync(_adas, new ClientFrame { AddMembers = new AddMembers { ConversationId = group, Accounts = { grace } } });
        await RequireHiddenAsync(_grace, _group);
        await RequestAsync(_adas, new ClientFrame { RemoveMember = new RemoveMember { ConversationId = group, Account = grace } });
        await RequestAsync(_adas, new ClientFrame { UpdateConversation = new() { ConversationId = group, History = HistoryVisibility.All } });
        await RequestAsync(_adas, new ClientFrame { AddMembers = new AddMembers { ConversationId = group, Accounts = { grace } } });
        await RequireReadableAsync(_grace, _group);
    }

    [Test]
    public async Task After_the_conversation_was_deleted_only_its_uploader_does()
    {
        await RequestAsync(_adas, new ClientFrame { DeleteConversation = new DeleteConversation { ConversationId = _group.ToByteString() } });
        await RequireHiddenAsync(_grace, _group);
        await RequireReadableAsync(_ada, null);
    }

    [Test]
    public async Task A_member_cannot_open_it_to_others_by_referring_to_it_elsewhere()
    {
        var other = await RegisterAsync();
        var second = await GroupAsync(_graces, other);
        var passed = await _graces.SendAsync(second, 1, RawEntries.WithMedia("look", _media));
        Assert.That(passed[0].Code, Is.EqualTo(Code.MediaNotFound), "only its uploader may refer to it anew");
        await RequireHiddenAsync(other, second);
    }

    private static async Task<ConversationId> GroupAsync(RawClient owner, params RawSession[] members)
    {
        var id = new IdSource(TimeProvider.System).NewId<ConversationId>();
        var request = new CreateGroup { ConversationId = id.ToByteString(), Title = "A group" };
        request.Members.AddRange(members.Select(member => member.Account.ToByteString()));
        await RequestAsync(owner, new ClientFrame { CreateGroup = request });
        return id;
    }

    private static async Task RequestAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.Error, Is.Null);
    }

    private string Path(ConversationId? through) => $"v1/media/{_media}{(through is { } id ? $"?conversation={id}" : "")}";

    private async Task RequireReadableAsync(RawSession session, ConversationId? through)
    {
        using var response = await SendAsync(HttpMethod.Get, Path(through), session);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Content));
    }

    private async Task RequireHiddenAsync(RawSession session, ConversationId? through)
    {
        using var response = await SendAsync(HttpMethod.Get, Path(through), session);
        await RequireProblemAsync(response, HttpStatusCode.NotFound, Code.NotFound);
    }
}
