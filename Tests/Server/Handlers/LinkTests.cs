using FastChat.Protocol;
using FastChat.Storage.Annotations;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Handlers;

/// <summary>Links to join by, and requests to join.</summary>
[TestFixture]
internal sealed class LinkTests : GroupWorld
{
    [Test]
    public async Task A_link_ends_by_time_by_its_uses_and_by_hand()
    {
        var group = await CreateAsync(ConversationKind.Group);
        var timed = await InviteAsync(Adas, group, create => create.ExpiresMs = Now + 60_000);
        var once = await InviteAsync(Adas, group, create => create.UsesMax = 1);
        var revoked = await InviteAsync(Adas, group);
        Assert.That((await AskAsync(Adas, List(group))).InviteList.Invites, Has.Count.EqualTo(3));
        await AskAsync(Adas, new ClientFrame { RevokeInvite = new() { ConversationId = group.ToByteString(), InviteId = revoked.Invite.InviteId } });
        await RestartAsync();
        Assert.That((await AskAsync(Graces, Join(once.Link))).JoinResult.State, Is.EqualTo(JoinState.Member));
        Assert.That((await AskAsync(Graces, Join(once.Link))).JoinResult.State, Is.EqualTo(JoinState.Member), "who is in it already");
        Assert.That(await RefusedAsync(Linuses, Join(once.Link)), Is.EqualTo(Code.InviteInvalid));
        Assert.That(await RefusedAsync(Linuses, Join(revoked.Link)), Is.EqualTo(Code.InviteInvalid));
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await RefusedAsync(Linuses, Join(timed.Link)), Is.EqualTo(Code.InviteInvalid));
        Assert.That(await RefusedAsync(Linuses, Preview(timed.Link)), Is.EqualTo(Code.InviteInvalid));
        Assert.That((await AskAsync(Adas, List(group))).InviteList.Invites, Is.Empty);
        Assert.That((await StateAsync(Adas, group)).MemberCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Of_many_who_come_at_once_no_more_get_in_than_a_link_has_uses()
    {
        var group = await CreateAsync(ConversationKind.Group);
        var link = (await InviteAsync(Adas, group, create => create.UsesMax = 2)).Link;
        var codes = await Task.WhenAll(new[] { Graces, Linuses, Marys }.Select(client => RefusedAsync(client, Join(link))));
        Assert.That(codes, Is.EquivalentTo(new[] { Code.Unspecified, Code.Unspecified, Code.InviteInvalid }));
        Assert.That((await StateAsync(Adas, group)).MemberCount, Is.EqualTo(3));
    }

    [Test]
    public async Task A_repeated_request_makes_no_second_link_and_no_second_use()
    {
        var group = await CreateAsync(ConversationKind.Group);
        var secret = NewIds.NewId<ConversationId>().ToByteString();
        var first = await InviteAsync(Adas, group, create => (create.Secret, create.UsesMax) = (secret, 2));
        await AskAsync(Graces, Join(first.Link));
        var again = await InviteAsync(Adas, group, create => (create.Secret, create.UsesMax) = (secret, 2));
        Assert.That(again.Link, Is.EqualTo(first.Link));
        await AskAsync(Graces, Join(first.Link));
        Assert.That((await AskAsync(Adas, List(group))).InviteList.Invites.Single().Uses, Is.EqualTo(1));
    }

    [Test]
    public async Task The_secret_of_a_link_is_nowhere_in_the_database()
    {
        var group = await CreateAsync(ConversationKind.Group);
        var secret = NewIds.NewId<ConversationId>().ToByteString();
        await InviteAsync(Adas, group, create => create.Secret = secret);
        var database = Server.Server.Services.GetRequiredService<FastChat.Storage.ChatDatabase>();
        Assert.That(database.Annotations.Invites.ReadAll(group).Single().Key, Is.EqualTo(InviteKey.Of(secret.Span)));
        var key = database.Keys.Find(group)!;
        var seen = 0;
        using var rows = database.Engine.Iterate(Table.Annotations, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext(), seen++)
        {
            var value = new byte[Rows.PlaintextLength(rows.Value)];
            Rows.Open(Table.Annotations, rows.Key, rows.Value, key, value);
            Assert.That(rows.Key.IndexOf(secret.Span), Is.Negative);
            Assert.That(value.AsSpan().IndexOf(secret.Span), Is.Negative);
        }

        Assert.That(seen, Is.Positive);
    }

    [Test]
    public async Task A_request_waits_through_a_restart_and_is_decided_once()
    {
        var group = await GroupAsync();
        var link = (await InviteAsync(Adas, group, create => create.NeedsApproval = true)).Link;
        await AskAsync(Adas, Promote(group, Grace, Role.Admin));
        Assert.That((await AskAsync(Marys, Join(link))).JoinResult.State, Is.EqualTo(JoinState.Requested));
        Assert.That((await AskAsync(Marys, Join(link))).JoinResult.State, Is.EqualTo(JoinState.Requested));
        foreach (var decider in new[] { Adas, Graces })
        {
            await decider.NextEventAsync(frame => frame.ConversationChanged is not null);
        }

        Assert.That(await RefusedAsync(Marys, new ClientFrame { FetchConversation = new() { ConversationId = group.ToByteString() } }), Is.EqualTo(Code.NotFound));
        await RestartAsync();
        Assert.That((await StateAsync(Adas, group)).Group.JoinRequests, Is.EqualTo(1));
        Assert.That((await StateAsync(Linuses, group)).Group.JoinRequests, Is.Zero, "a member is not told");
        var requests = (await AskAsync(Adas, new ClientFrame { FetchJoinRequests = new() { ConversationId = group.ToByteString() } })).JoinRequestPage.Requests;
        Assert.That(requests.Single().Account, Is.EqualTo(Mary.Account.ToByteString()));
        var accept = new ClientFrame { DecideJoinRequests = new() { ConversationId = group.ToByteString(), Accounts = { Mary.Account.ToByteString(), Linus.Account.ToByteString() }, Accept = true } };
        await Task.WhenAll(AskAsync(Adas, accept.Clone()), AskAsync(Graces, accept.Clone()));
        var block = await Marys.NextEventAsync(frame => frame.Block is not null);
        Assert.That(MembershipChange.Parser.ParseFrom(block.Block.Entries[0].Content).Added.Accounts, Is.EqualTo(new[] { Mary.Account.ToByteString() }));
        Assert.That((await StateAsync(Adas, group)).MemberCount, Is.EqualTo(4));
        Assert.That((await StateAsync(Adas, group)).Group.JoinRequests, Is.Zero);
    }

    [Test]
    public async Task Who_is_let_in_uses_the_link_up_that_they_asked_by()
    {
        var group = await CreateAsync(ConversationKind.Group);
        var link = (await InviteAsync(Adas, group, create => (create.UsesMax, create.NeedsApproval) = (1, true))).Link;
        foreach (var client in new[] { Graces, Linuses })
        {
            Assert.That((await AskAsync(client, Join(link))).JoinResult.State, Is.EqualTo(JoinState.Requested));
        }

        Assert.That(await RefusedAsync(Adas, Decide(group, true, Grace, Linus)), Is.EqualTo(Code.LimitReached), "both are too many");
        Assert.That((await StateAsync(Adas, group)).Group.JoinRequests, Is.EqualTo(2));
        await AskAsync(Adas, Decide(group, true, Grace));
        Assert.That((await StateAsync(Graces, group)).MemberCount, Is.EqualTo(2));
        Assert.That(await RefusedAsync(Adas, Decide(group, true, Linus)), Is.EqualTo(Code.LimitReached));
        Assert.That(await RefusedAsync(Marys, Join(link)), Is.EqualTo(Code.InviteInvalid));
        await RestartAsync();
        Assert.That(await RefusedAsync(Adas, Decide(group, true, Linus)), Is.EqualTo(Code.LimitReached));

        // A new link takes the room of the one that is used up, and those with it who still ask by that.
        await InviteAsync(Adas, group);
        Assert.That((await StateAsync(Adas, group)).Group.JoinRequests, Is.Zero);
        await AskAsync(Adas, Decide(group, true, Linus));
        Assert.That((await StateAsync(Adas, group)).MemberCount, Is.EqualTo(2));
    }

    [Test]
    public async Task A_link_that_was_revoked_since_does_not_keep_those_out_who_asked_in_time()
    {
        var group = await CreateAsync(ConversationKind.Group);
        var made = await InviteAsync(Adas, group, create => (create.UsesMax, create.NeedsApproval) = (2, true));
        await AskAsync(Graces, Join(made.Link));
        await AskAsync(Linuses, Join(made.Link));
        await AskAsync(Adas, Decide(group, true, Grace));
        Assert.That((await AskAsync(Adas, List(group))).InviteList.Invites.Single().Uses, Is.EqualTo(1));
        await AskAsync(Adas, new ClientFrame { RevokeInvite = new() { ConversationId = group.ToByteString(), InviteId = made.Invite.InviteId } });
        await AskAsync(Adas, Decide(group, true, Linus));
        Assert.That((await StateAsync(Linuses, group)).MemberCount, Is.EqualTo(3));
    }

    [Test]
    public async Task Who_is_banned_is_told_of_a_live_link_what_everybody_is_told_of_a_dead_one()
    {
        var group = await GroupAsync();
        var link = (await InviteAsync(Adas, group)).Link;
        Assert.That((await AskAsync(Marys, Preview(link))).ConversationPreview.MemberCount, Is.EqualTo(3));
        await AskAsync(Adas, Ban(group, Mary, Now + 60_000));
        var dead = ByteString.CopyFrom([.. link.Span[..16], .. new byte[16]]);
        Assert.That((await Marys.RequestAsync(Preview(link))).Error, Is.EqualTo((await Marys.RequestAsync(Preview(dead))).Error));
        Assert.That(await RefusedAsync(Marys, Preview(link)), Is.EqualTo(Code.InviteInvalid));
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That((await AskAsync(Marys, Preview(link))).ConversationPreview.State, Is.EqualTo(JoinState.None), "once the ban is over");
    }

    [Test]
    public async Task Links_have_limits_and_a_form()
    {
        var group = await CreateAsync(ConversationKind.Group);
        Assert.That(await RefusedAsync(Adas, Invite(group, create => create.ExpiresMs = Now - 1)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Invite(group, create => create.Label = new string('a', 65))), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Invite(group, create => create.Secret = ByteString.Empty)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Graces, Join(ByteString.CopyFrom(new byte[31]))), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Graces, new ClientFrame { JoinConversation = new() }), Is.EqualTo(Code.Malformed));
        for (var i = 0; i < ProtocolLimits.InvitesMax; i++)
        {
            await InviteAsync(Adas, group, create => create.ExpiresMs = Now + 60_000);
        }

        Assert.That(await RefusedAsync(Adas, Invite(group, _ => { })), Is.EqualTo(Code.LimitReached));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await InviteAsync(Adas, group);
    }

    /// <summary>To follow a link, or to ask, is one's own act: what one has said about being added by others does not stand in the way.</summary>
    [Test]
    public async Task Who_wants_no_invitations_and_has_blocked_others_still_joins_by_links_but_is_not_added()
    {
        var group = await CreateAsync(ConversationKind.Group);
        var open = (await InviteAsync(Adas, group)).Link;
        var approved = (await InviteAsync(Adas, group, create => create.NeedsApproval = true)).Link;
        await AskAsync(Graces, new ClientFrame { SetAccountSettings = new() { Invitations = Audience.Nobody } });
        await AskAsync(Linuses, new ClientFrame { SetBlocked = new() { Account = Ada.Account.ToByteString(), Blocked = true } });
        await AskAsync(Adas, Add(group, Grace));
        await AskAsync(Adas, Add(group, Linus));
        Assert.That((await StateAsync(Adas, group)).MemberCount, Is.EqualTo(1), "neither is added, and nobody is told why");
        Assert.That((await AskAsync(Graces, Join(open))).JoinResult.State, Is.EqualTo(JoinState.Member));
        Assert.That((await AskAsync(Linuses, Join(approved))).JoinResult.State, Is.EqualTo(JoinState.Requested));
        await AskAsync(Adas, new ClientFrame { DecideJoinRequests = new() { ConversationId = group.ToByteString(), Accounts = { Linus.Account.ToByteString() }, Accept = true } });
        Assert.That((await StateAsync(Linuses, group)).MemberCount, Is.EqualTo(3));
    }

    private static ClientFrame Invite(ConversationId conversation, Action<CreateInvite> set)
    {
        var create = new CreateInvite { ConversationId = conversation.ToByteString(), Secret = NewIds.NewId<ConversationId>().ToByteString() };
        set(create);
        return new ClientFrame { CreateInvite = create };
    }

    private static ClientFrame Decide(ConversationId conversation, bool accept, params RawSession[] who) => new()
    {
        DecideJoinRequests = new()
        {
            ConversationId = conversation.ToByteString(),
            Accounts = { who.Select(one => one.Account.ToByteString()) },
            Accept = accept,
        },
    };

    private static ClientFrame List(ConversationId conversation) => new() { FetchInvites = new() { ConversationId = conversation.ToByteString() } };

    private static ClientFrame Preview(ByteString link) => new() { PreviewConversation = new() { Link = link } };
}
