using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>The judge is judged: a correct history passes, and each broken promise is named.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HistoryCheckerTests
{
    private readonly SyntheticRun _run = new();

    [Test]
    public void ACorrectHistoryHasNoViolation() => Assert.That(_run.Broken, Is.Empty);

    [Test]
    public void AnUnknownOutcomeIsNoViolationWhetherTheMessageIsThereOrNot()
    {
        _run.Events.RemoveAll(e => e is { Kind: JournalKind.SendAcked, Sequence: 21 });
        _run.Note(JournalKind.SendInvoked, client: 0, messageId: 9_999, number: 11, hash: 5);
        Assert.That(_run.Broken, Is.Empty);
    }

    [Test]
    public void AnAckedMessageThatIsGoneIsNoticed()
    {
        _run.ChangeFinal(log => [.. log.SkipLast(1)]);
        Assert.That(_run.Broken, Does.Contain(Invariant.AckedIsKept));
    }

    [Test]
    public void AnAckedMessageThatIsGoneForOneMemberIsNoticed()
    {
        _run.ChangeFinal(log => [.. log.SkipLast(1)], client: 2);
        Assert.That(_run.Broken, Does.Contain(Invariant.AckedIsKept));
    }

    [Test]
    public void OtherBytesThanWereSentAreNoticed()
    {
        _run.ChangeFinal(log => [.. log.Select(e => e.Sequence == 5 ? e with { Hash = 3 } : e)]);
        Assert.That(_run.Broken, Does.Contain(Invariant.AckedIsKept).And.Contain(Invariant.NoPhantom));
    }

    [Test]
    public void AMessageUnderTwoSequencesIsNoticed()
    {
        var again = _run.Log[4] with { Sequence = (ulong)_run.Log.Count + 1 };
        _run.ChangeFinal(log => [.. log, again]);
        Assert.That(_run.Broken, Does.Contain(Invariant.OneSequence));
    }

    [Test]
    public void AnAckWithAnotherSequenceIsNoticed()
    {
        _run.Change(e => e is { Kind: JournalKind.SendAcked, Sequence: 7 }, e => e with { Sequence = 8 });
        Assert.That(_run.Broken, Does.Contain(Invariant.OneSequence));
    }

    [Test]
    public void AGapInTheSequencesIsNoticed()
    {
        _run.ChangeFinal(log => [.. log.Where(e => e.Sequence != 10)]);
        Assert.That(_run.Broken, Does.Contain(Invariant.Contiguous));
    }

    [Test]
    public void AHistoryThatEndsBeforeTheHeadIsNoticed()
    {
        _run.Histories[0] = _run.Histories[0] with { Head = 22 };
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.Contiguous }));
    }

    [Test]
    public void TwoMembersWhoSeeTwoOrdersAreNoticed()
    {
        _run.ChangeFinal(log => Swapped(log, 5, 6), client: 2);
        Assert.That(_run.Broken, Does.Contain(Invariant.OneOrder));
    }

    [Test]
    public void ALiveEventThatDiffersFromTheLogIsNoticed()
    {
        _run.Change(e => e is { Kind: JournalKind.Live, Sequence: 5, Client: 1 }, e => e with { Hash = 3 });
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.OneOrder }));
    }

    [Test]
    public void AnEntryThatWasSeenAndIsGoneAfterARestartIsNoticed()
    {
        _run.Note(JournalKind.SendInvoked, client: 0, messageId: 9_999, number: 11, hash: 5);
        _run.Note(JournalKind.Live, client: 1, sequence: 22, messageId: 9_999, number: 11, hash: 5);
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.OneOrder }));
    }

    [Test]
    public void ADevicesMessagesInAnotherOrderAreNoticed()
    {
        _run.ChangeFinal(log => Swapped(log, 6, 8)); // both by the same device
        Assert.That(_run.Broken, Does.Contain(Invariant.SenderOrder));
    }

    [Test]
    public void AMissingSendNumberIsNoticed()
    {
        _run.ChangeFinal(log => [.. log.Select(e => e is { Sender: 0, Number: > 4 } ? e with { Number = e.Number + 1 } : e)]);
        Assert.That(_run.Broken, Does.Contain(Invariant.SenderOrder));
    }

    [Test]
    public void ANumberThatIsExpectedAgainAfterItsAckIsNoticed()
    {
        _run.Note(JournalKind.NumberExpected, client: 0, number: 11);
        Assert.That(_run.Broken, Is.Empty);
        _run.Note(JournalKind.NumberExpected, client: 0, number: 10);
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.SenderOrder }));
    }

    [Test]
    public void AMessageBeforeOneThatHadBeenAckedIsNoticed()
    {
        _run.Change(e => e is { Kind: JournalKind.SendInvoked, MessageId: 301 }, e => e with { Ticks = _run.NextTick() });
        Assert.That(_run.Broken, Does.Contain(Invariant.RealTime));
    }

    [Test]
    public void AStaleReadIsNoticed()
    {
        _run.Note(JournalKind.ReadInvoked, client: 2);
        _run.Note(JournalKind.ReadAnswered, client: 2, sequence: 20);
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.ReadYourWrites }));
    }

    [Test]
    public void AReadThatBeganBeforeTheAckMayMissIt()
    {
        _run.Note(JournalKind.ReadInvoked, client: 2);
        _run.Events[^1] = _run.Events[^1] with { Ticks = 1_001 };
        _run.Note(JournalKind.ReadAnswered, client: 2, sequence: 20);
        Assert.That(_run.Broken, Is.Empty);
    }

    [Test]
    public void AHeadThatGoesBackIsNoticed()
    {
        _run.Note(JournalKind.ReadAnswered, client: 1, sequence: 3);
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.Monotonic }));
    }

    [Test]
    public void LiveEventsOutOfOrderOrTwiceAreNoticed()
    {
        var last = _run.Events.FindLast(e => e is { Kind: JournalKind.Live, Client: 2 });
        _run.Events.Add(last with { Ticks = _run.NextTick() });
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.Monotonic }));
    }

    [Test]
    public void TheSameEventOnAnotherConnectionIsNoViolation()
    {
        var last = _run.Events.FindLast(e => e is { Kind: JournalKind.Live, Client: 2 });
        _run.Events.Add(last with { Ticks = _run.NextTick(), Connection = 2 });
        Assert.That(_run.Broken, Is.Empty);
    }

    [Test]
    public void AMessageThatNobodySentIsNoticed()
    {
        _run.Events.RemoveAll(e => e is { Kind: JournalKind.SendInvoked, MessageId: 301 });
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.NoPhantom }));
    }

    [Test]
    public void ARefusedMessageThatIsThereIsNoticed()
    {
        _run.Note(JournalKind.SendRefused, client: 1, messageId: 301, number: 3);
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.NoPhantom }));
    }

    [Test]
    public void WhatArrivesAfterLeavingIsNoticed()
    {
        _run.Members[2] = _run.Members[2] with { Last = 12 };
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.Membership }));
    }

    [Test]
    public void WhatLiesBeforeJoiningIsNoticed()
    {
        _run.Members[2] = _run.Members[2] with { First = 5 };
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.Membership }));
    }

    [Test]
    public void ACursorThatGoesBackIsNoticed()
    {
        _run.Note(JournalKind.Cursor, client: 1, sequence: 4, number: 3);
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.Cursors }));
    }

    [Test]
    public void AMiscountedOrdinalIsNoticed()
    {
        _run.Change(e => e is { Kind: JournalKind.Ordinal, Sequence: 9 }, e => e with { Number = e.Number + 1 });
        Assert.That(_run.Broken, Is.EqualTo(new[] { Invariant.Cursors }));
    }

    [Test]
    public void ViolationsSayWhereToLook()
    {
        _run.Note(JournalKind.Cursor, client: 1, sequence: 4, number: 3);
        var told = HistoryChecker.Check(new RecordedRun(_run.Events, _run.Histories, _run.Members)).Single().ToString();
        Assert.That(told, Does.StartWith("I11 Cursors, conversation 1: client 1"));
    }

    private static List<LogEntry> Swapped(List<LogEntry> log, ulong one, ulong other)
    {
        var (a, b) = (log[(int)one - 1], log[(int)other - 1]);
        log[(int)one - 1] = b with { Sequence = one };
        log[(int)other - 1] = a with { Sequence = other };
        return log;
    }
}
