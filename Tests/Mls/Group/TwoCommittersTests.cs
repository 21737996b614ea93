using FastChat.Mls;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Group;

/// <summary>Commits cross: the delivery service takes one, and the other committer rebuilds its own.</summary>
[TestFixture, Category("Long")]
internal sealed class TwoCommittersTests
{
    private const int Rounds = 1_000;

    [Test]
    public void Of_two_commits_one_wins_and_the_other_is_rebuilt_without_a_fork()
    {
        const int seed = 20_260;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var parties = Parties.Of(4);
        for (var round = 0; round < Rounds; round++)
        {
            var order = new[] { 0, 1, 2, 3 };
            random.Shuffle(order);
            var (first, second) = (parties[order[0]], parties[order[1]]);
            var winner = first.Group.Commit().Commit.ToArray();
            var loser = second.Group.Commit().Commit.ToArray();
            if (random.Next(4) == 0)
                second.Restart();
            parties.Deliver(winner);
            Assert.That(second.Group.PendingCommit, Is.Null);
            Assert.That(Assert.Throws<MlsException>(() => first.Group.Process(loser))!.Error, Is.EqualTo(MlsError.PastEpoch));
            parties.Deliver(second.Group.Commit().Commit.ToArray());
        }

        Assert.That(parties[0].Group.Epoch, Is.EqualTo(1 + 2 * Rounds));
        parties.AssertTalk();
    }
}
