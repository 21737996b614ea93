using FastChat.Protocol;
using FastChat.Server.Handlers;
using FastChat.Storage.Conversations;

namespace FastChat.Tests.Server.Handlers;

/// <summary>Who follows is found without looking at everybody.</summary>
[TestFixture]
internal sealed class HeirsTests
{
    [Test]
    public void When_one_leaves_that_owns_nothing_no_more_members_are_read_than_until_one_stands()
    {
        var read = 0;
        var found = Heirs.Find(Read(), ConversationKind.Group, isOwner: false, account => account.Value == 3 ? 3 : 0);
        Assert.That((found, read), Is.EqualTo(((AccountId.None, false), 3)));

        IEnumerable<(AccountId, MemberRecord)> Read()
        {
            for (read = 1; read <= 1_000; read++) yield return (new AccountId((UInt128)read), new MemberRecord(Role.Member, 1, 1));
        }
    }

    [Test]
    public void An_owner_s_heir_is_the_best_of_all_and_few_are_asked_how_they_stand()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var roles = new[] { Role.Member, Role.Moderator, Role.Admin };
        var others = Enumerable.Range(1, 10_000).Select(i => (Account: new AccountId((UInt128)i), Member: new MemberRecord(roles[random.Next(3)], 1, random.Next()))).ToList();
        var asked = 0;
        foreach (var kind in new[] { ConversationKind.Group, ConversationKind.Channel })
        {
            asked = 0;
            var (heir, isAlone) = Heirs.Find(others, kind, isOwner: true, Standing);
            var tried = asked;
            var best = others.Where(row => Standing(row.Account) > 0 && (kind == ConversationKind.Group || row.Member.Role != Role.Member))
                .MaxBy(row => (Standing(row.Account), row.Member.Role, -row.Member.JoinedMs), Order);
            Assert.That((heir, isAlone), Is.EqualTo((best.Account, false)));
            Assert.That(tried, Is.LessThan(others.Count / 10));
        }

        int Standing(AccountId account)
        {
            asked++;
            return (int)(account.Value % 4);
        }
    }

    [Test]
    public void Only_such_as_will_never_be_back_are_nobody()
    {
        var others = new[] { (new AccountId(1), new MemberRecord(Role.Admin, 1, 1)), (new AccountId(2), new MemberRecord(Role.Member, 1, 2)) };
        Assert.That(Heirs.Find(others, ConversationKind.Group, isOwner: true, _ => 0), Is.EqualTo((AccountId.None, true)));
        Assert.That(Heirs.Find(others, ConversationKind.Channel, isOwner: true, account => account.Value == 2 ? 3 : 0), Is.EqualTo((AccountId.None, false)), "a reader");
        Assert.That(Heirs.Find(others, ConversationKind.Direct, isOwner: false, _ => 0).IsAlone, Is.False, "a direct one stays with the other side");
        Assert.That(Heirs.Find([], ConversationKind.Direct, isOwner: false, _ => 3).IsAlone);
    }

    private static readonly Comparer<(int Standing, Role Role, long Since)> Order = Comparer<(int Standing, Role Role, long Since)>.Create(
        (one, other) => (one.Standing, Rank(one.Role), one.Since).CompareTo((other.Standing, Rank(other.Role), other.Since)));

    private static int Rank(Role role) => role switch { Role.Admin => 3, Role.Moderator => 2, _ => 1 };
}
