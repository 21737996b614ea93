namespace FastChat.Tests.Recovery.Journals;

public sealed class JournalTests
{
    private string _path = "";

    [SetUp]
    public void NameAFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveIt() => File.Delete(_path);

    [Test]
    public void EventsAreReadAsTheyWereWritten()
    {
        JournalEvent[] events = [Event(1), Event(2) with { Sender = JournalEvent.Nobody, Kind = JournalKind.Live }, Event(3)];
        Write(events);
        Assert.That(Journal.Read(_path), Is.EqualTo(events));
    }

    [Test]
    public void AJournalIsContinuedWhereItEnded()
    {
        Write(Event(1));
        Write(Event(2));
        Assert.That(Journal.Read(_path), Is.EqualTo(new[] { Event(1), Event(2) }));
    }

    [Test]
    public void ALastLineCutAnywhereIsLeftOut()
    {
        Write(Event(1));
        var whole = new FileInfo(_path).Length;
        Write(Event(2));
        var both = File.ReadAllBytes(_path);
        for (var length = whole; length < both.Length - 1; length++)
        {
            File.WriteAllBytes(_path, both[..(int)length]);
            Assert.That(Journal.Read(_path), Is.EqualTo(new[] { Event(1) }), $"{length} bytes");
        }
    }

    [Test]
    public void ADamagedLineAmongOthersIsAnError()
    {
        Write(Event(1), Event(2));
        var bytes = File.ReadAllBytes(_path);
        bytes[5] ^= 1;
        File.WriteAllBytes(_path, bytes);
        Assert.That(() => Journal.Read(_path).ToList(), Throws.TypeOf<InvalidDataException>());
    }

    private void Write(params JournalEvent[] events)
    {
        using var journal = new Journal(_path);
        journal.Write(events);
    }

    private static JournalEvent Event(ulong number) => new()
    {
        Kind = JournalKind.SendAcked,
        Ticks = 1_000 + (long)number,
        Client = 7,
        Connection = 2,
        Conversation = 3,
        Sequence = 40 + number,
        MessageId = ulong.MaxValue - number,
        Number = number,
        Hash = 0xABCDEF,
        Sender = 9,
    };
}
