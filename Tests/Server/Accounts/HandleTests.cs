using FastChat.Server.Accounts;

namespace FastChat.Tests.Server.Accounts;

public sealed class HandleTests
{
    [TestCase("ada", "ada")]
    [TestCase("Ada_Lovelace-1.0", "ada_lovelace-1.0")]
    [TestCase("ＡＤＡ", "ada")]
    [TestCase("ﬁnn", "finn")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_people_type_is_folded(string typed, string folded)
    {
        Assert.That(Handle.TryNormalize(typed, out var handle), Is.True);
        Assert.That(handle, Is.EqualTo(folded));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("ad")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("1ada")]
    [TestCase("_ada")]
    [TestCase("ada lovelace")]
    [TestCase(" ada")]
    [TestCase("ada\n")]
    [TestCase("ada\0")]
    [TestCase("аda")]
    [TestCase("ädä")]
    [TestCase("ada\u200d")]
    [TestCase("ada@example")]
    [TestCase("ada/../x")]
    public void What_is_no_handle_is_refused(string? typed) => Assert.That(Handle.TryNormalize(typed, out _), Is.False);

    [Test]
    public void A_lone_surrogate_is_refused_and_does_not_throw() => Assert.That(Handle.TryNormalize("ada\ud800", out _), Is.False);
}
