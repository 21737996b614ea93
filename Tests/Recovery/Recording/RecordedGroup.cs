using System.Net;
using FastChat.Protocol;
using FastChat.Tests.Recovery.History;
using FastChat.Tests.Recovery.Journals;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Recording;

/// <summary>The devices of a run, from making their conversations to the checker's verdict.</summary>
internal sealed class RecordedGroup
{
    private static readonly TimeSpan LoadWithin = TimeSpan.FromSeconds(60);
    private readonly ServerGate _gate;
    private readonly AckCount _acks = new();
    private readonly RecordedDevice[] _devices;
    private Task[] _running = [];

    public RecordedGroup(Roster roster, ServerGate gate, string directory, int seed)
    {
        Roster = roster;
        _gate = gate;
        _devices = [.. Enumerable.Range(0, roster.DeviceCount).Where(d => roster.ConversationsOf(d).Any()).Select(d => new RecordedDevice(roster, gate, _acks, d, directory, seed + d))];
    }

    public Roster Roster { get; }

    /// <summary>Lets them work until so many more messages are acked. A device that fails ends the wait with its failure.</summary>
    public async Task LoadAsync(int acks)
    {
        var load = _acks.MoreAsync(acks);
        var failure = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var device in _running)
            _ = device.ContinueWith(d => d.IsFaulted && failure.TrySetResult(d), TaskScheduler.Default);
        if (await Task.WhenAny(load, failure.Task).WaitAsync(LoadWithin) != load)
            await await failure.Task;
    }

    /// <summary>Makes a group of these devices' accounts; the first creates it.</summary>
    public static async Task AddGroupAsync(Roster roster, IPEndPoint server, params int[] members)
    {
        await using var client = await RawClient.ConnectAsync(server, roster.Device(members[0]));
        var id = new IdSource(TimeProvider.System).NewId<ConversationId>();
        var create = new CreateGroup { ConversationId = id.ToByteString(), Title = "recorded" };
        create.Members.AddRange(members.Skip(1).Select(m => roster.Device(m).Account.ToByteString()));
        var answer = await client.RequestAsync(new ClientFrame { CreateGroup = create });
        Assert.That(answer.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Conversation), answer.ToString());
        roster.Add(id, members);
    }

    public void Start(CancellationToken cancellation) =>
        _running = [.. _devices.Select(d => Task.Run(() => d.RunAsync(cancellation), cancellation))];

    /// <summary>The highest sequence that was acked by now, of each conversation.</summary>
    public Dictionary<int, ulong> AckedSoFar()
    {
        var acked = Enumerable.Range(0, Roster.ConversationCount).ToDictionary(c => c, _ => 0UL);
        foreach (var e in _devices.SelectMany(d => Journal.Read(d.JournalPath)).Where(e => e.Kind == JournalKind.SendAcked))
            acked[e.Conversation] = Math.Max(acked[e.Conversation], e.Sequence);
        return acked;
    }

    /// <summary>No more new messages; returns when all are acked and every device has caught up.</summary>
    public async Task FinishAsync(TimeSpan within)
    {
        foreach (var device in _devices)
            device.IsFinishing = true;
        using var late = new CancellationTokenSource(within);
        await foreach (var ended in Task.WhenEach(_running).WithCancellation(late.Token))
            await ended; // the first that fails ends the wait
    }

    /// <summary>One device stops, all of it acked; the others go on.</summary>
    public async Task FinishAsync(int device, TimeSpan within)
    {
        _devices[device].IsFinishing = true;
        await _running[device].WaitAsync(within);
    }

    /// <summary>Reads the final histories and judges.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="left">Who left, and until when they were members; all others stayed to the end.</param>
    /// <param name="others">Journals of further observers.</param>
    public async Task<IReadOnlyList<Violation>> JudgeAsync(
        CancellationToken cancellation, IReadOnlyList<MemberSpan>? left = null, params string[] others)
    {
        var server = await _gate.WhenUpAsync(cancellation);
        var histories = new List<FinalHistory>();
        var members = new List<MemberSpan>(left ?? []);
        foreach (var device in _devices.Select(d => d.Number))
        {
            await using var client = await RawClient.ConnectAsync(server, Roster.Device(device));
            foreach (var conversation in Roster.ConversationsOf(device).Where(c => !members.Exists(m => m.Client == device && m.Conversation == c)))
            {
                histories.Add(await HistoryReader.AllAsync(client, Roster, device, conversation));
                members.Add(new MemberSpan(device, conversation, 1));
            }
        }
        var events = _devices.Select(d => d.JournalPath).Concat(others).SelectMany(Journal.Read).ToList();
        Sent = events.Count(e => e.Kind == JournalKind.SendInvoked);
        Acked = events.Count(e => e.Kind == JournalKind.SendAcked);
        return HistoryChecker.Check(new RecordedRun(events, histories, members));
    }

    public int Sent { get; private set; }

    public int Acked { get; private set; }

    /// <summary>After the devices were told to stop, whatever became of them.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_running).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(RawClient.AnswerTimeout);
        foreach (var device in _devices)
            device.Dispose();
    }
}
