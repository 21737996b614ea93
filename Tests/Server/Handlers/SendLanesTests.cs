using FastChat.Server.Handlers;
using FastChat.Server.Routing;

namespace FastChat.Tests.Server.Handlers;

[TestFixture]
internal sealed class SendLanesTests
{
    private const int LanesMax = 256;

    private readonly ConversationId[] _conversations =
        [.. Enumerable.Range(1, LanesMax + 2).Select(number => new ConversationId((UInt128)number))];

    private SendLanes _lanes = null!;

    [SetUp]
    public void Start() => _lanes = new SendLanes();

    [Test]
    public void Refusals_everywhere_leave_room_and_the_one_used_longest_ago_is_forgotten()
    {
        Fill(lane => lane.Expected = 1);
        var first = _lanes.For(_conversations[0]);
        Assert.That(_lanes.For(_conversations[LanesMax]), Is.Not.Null);
        Assert.Multiple(() =>
        {
            Assert.That(_lanes.For(_conversations[0]), Is.SameAs(first), "it was used since");
            Assert.That(_lanes.For(_conversations[2])!.Expected, Is.EqualTo(1));
            Assert.That(_lanes.For(_conversations[1])!.Expected, Is.Zero, "forgotten");
        });
    }

    [Test]
    public void What_is_idle_without_a_refusal_goes_first()
    {
        Fill(lane => lane.Expected = lane.Conversation == _conversations[9] ? 0ul : 1);
        Assert.That(_lanes.For(_conversations[LanesMax]), Is.Not.Null);
        Assert.That(_lanes.For(_conversations[0])!.Expected, Is.EqualTo(1));
    }

    [Test]
    public void Lanes_with_sends_under_way_are_kept_and_one_more_is_not_given()
    {
        Fill(lane =>
        {
            lane.Routed(1, 100);
            lane.Expected = 2;
        });
        Assert.That(_lanes.For(_conversations[LanesMax]), Is.Null);
        _lanes.For(_conversations[5])!.Finished(1, 100);
        Assert.That(_lanes.For(_conversations[LanesMax]), Is.Not.Null);
        Assert.That(_lanes.For(_conversations[LanesMax + 1]), Is.Not.Null, "the new one is idle itself");
    }

    private void Fill(Action<SendLane> set)
    {
        foreach (var conversation in _conversations[..LanesMax])
        {
            set(_lanes.For(conversation)!);
        }
    }
}
