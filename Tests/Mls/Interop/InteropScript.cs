using System.Text.Json.Nodes;
using FastChat.Mls.Tree;

namespace FastChat.Tests.Mls.Interop;

/// <summary>
/// A random life of one group, made from a seed: who plays which member, who does what, which messages come late. After each commit
/// all members must have the same epoch authenticator. The same seed plays the same script.
/// </summary>
internal sealed class InteropScript
{
    private const string GroupId = "a17e0b";

    /// <summary>
    /// ts-mls 1.6.4 refuses valid trees: it wants all nodes above an unmerged leaf to list the same leaves, where RFC 9420 wants those
    /// between leaf and node to list that leaf. A newcomer that it does not let in is removed again.
    /// </summary>
    private const string TooStrict = "non-blank intermediate node must list leaf node in its unmerged_leaves";

    private readonly Random _random;
    private readonly IPeer[] _peers;
    private readonly int _size;
    private readonly List<InteropMember> _members = [];
    private readonly Dictionary<string, int> _done = [];
    private int _named;
    private long _epoch;

    public InteropScript(int seed, int suite, int size, params IPeer[] peers)
    {
        (_random, _peers, _size) = (new Random(seed), peers, size);
        foreach (var peer in peers)
        {
            peer.Ask(new JsonObject { ["request"] = "suite", ["suite"] = suite });
        }

        var creator = NewMember();
        creator.Ask("create", new JsonObject { ["groupId"] = GroupId });
        _members.Add(creator);
        Commit(creator, [.. Enumerable.Range(1, size - 1).Select(_ => NewMember())], []);
    }

    /// <summary>How often each kind of operation was played.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    /// <summary>What was played, for whoever looks for the reason of a failure.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The operation that is being played.</summary>
    public string Current { get; private set; } = "create";

    public void Play(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            Step();
        }

        foreach (var member in _members)
        {
            DeliverLate(member);
        }
    }

    private void Step()
    {
        var actor = Pick(_members);
        switch (_random.Next(12))
        {
            case 0 or 1 or 2:
                Run("talk", () => Talk(actor));
                break;
            case 3:
                Run("renew", () => Commit(actor, [], []));
                break;
            case 4 or 5 when _members.Count < _size + 2:
                Run("add", () => Commit(actor, [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => NewMember())], []));
                break;
            case 6 when _members.Count > 2:
                Run("remove", () => Commit(actor, [], [Other(actor)]));
                break;
            case 7 when _members.Count > 2:
                Run("replace", () => Commit(actor, [NewMember()], [Other(actor)]));
                break;
            case 8 or 9:
                Run("propose", () => Propose(actor));
                break;
            case 10 when _members.Count < _size + 2:
                Run("join", () => JoinExternally(NewMember(), resync: false));
                break;
            case 11:
                Run("rejoin", () => JoinExternally(actor, resync: true));
                break;
            default:
                Run("restart", () => Restart(actor));
                break;
        }
    }

    private void Run(string name, Action action)
    {
        Current = name;
        action();
        _done[name] = _done.GetValueOrDefault(name) + 1;
    }

    private void Talk(InteropMember sender)
    {
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            var data = Convert.ToHexString(Bytes(_random.Next(1, 300)));
            var message = sender.Message("encrypt", new JsonObject { ["data"] = data });
            foreach (var receiver in _members.Where(m => m != sender))
            {
                receiver.Late.Add((_epoch, message, data));
                if (_random.Next(3) > 0)
                    DeliverLate(receiver);
            }
        }
    }

    /// <summary>All that waits for a member, in any order.</summary>
    private void DeliverLate(InteropMember receiver)
    {
        var waiting = receiver.Late.ToArray();
        receiver.Late.Clear();
        _random.Shuffle(waiting);
        foreach (var (_, message, data) in waiting)
        {
            var read = (string?)receiver.Ask("process", new JsonObject { ["message"] = message })["data"];
            Require(string.Equals(read, data, StringComparison.OrdinalIgnoreCase), $"{receiver.Name} read something else");
        }
    }

    private void Commit(InteropMember committer, InteropMember[] added, InteropMember[] removed)
    {
        if (added.Length == 0 && LeavesLeftHalfBlank(removed))
            added = [NewMember()];
        Log.Add($"{committer.Name} commits, adds {Names(added)}, removes {Names(removed)}");
        var answer = committer.Ask("commit", new JsonObject
        {
            ["add"] = new JsonArray([.. added.Select(a => (JsonNode)a.Message("keyPackage"))]),
            ["remove"] = new JsonArray([.. removed.Select(r => (JsonNode)Leaf(r))]),
            ["encrypted"] = _random.Next(3) == 0,
            ["path"] = _random.Next(2) == 0,
        });
        Accepted(committer, (string)answer["message"]!, added, removed);
        Welcome(added, (string?)answer["welcome"]);
    }

    private void Accepted(InteropMember committer, string commit, InteropMember[] added, InteropMember[] removed)
    {
        if (committer.IsDotnet && _random.Next(2) == 0)
            committer.Ask("restart");
        committer.Ask("accept");

        // ts-mls 1.6.4 looks for its removal in the tree after the commit, and misses it when a newcomer took its leaf.
        var unaware = removed.Where(m => added.Length > 0 && !m.IsDotnet).ToList();
        ProcessBy(_members.Where(m => m != committer && !unaware.Contains(m)), commit);
        foreach (var member in removed)
        {
            Require(unaware.Contains(member) || !(bool)member.Ask("state")["active"]!, $"{member.Name} does not know that it was removed");
            Leave(member);
        }
    }

    /// <summary>Some proposals by some members, then a commit by one who did not propose its own update.</summary>
    private void Propose(InteropMember first)
    {
        var committer = Other(first);
        var removed = new List<InteropMember>();
        var added = new List<InteropMember>();
        var updated = new HashSet<InteropMember>();
        var proposers = new[] { first, Other(committer), committer };
        foreach (var proposer in proposers)
        {
            var victim = Pick(_members);
            var details = new JsonObject { ["encrypted"] = _random.Next(2) == 0 };
            var kind = _random.Next(3);
            if (kind == 0 && proposer.IsDotnet && proposer != committer && !removed.Contains(proposer) && updated.Add(proposer))
                details["update"] = true;
            else if (kind == 1 && _members.Count - removed.Count > 2 && victim != committer && !removed.Contains(victim) && !updated.Contains(victim)
                && !LeavesLeftHalfBlank([.. removed, victim]))
                details["remove"] = Leaf(AddTo(removed, victim));
            else if (_members.Count + added.Count < _size + 2)
                details["add"] = AddTo(added, NewMember()).Message("keyPackage");
            else
                continue;
            ProcessBy(_members.Where(m => m != proposer), proposer.Message("propose", details));
        }

        Log.Add($"{committer.Name} commits proposals: adds {Names(added)}, removes {Names(removed)}, updates {Names(updated)}");
        var answer = committer.Ask("commit", new JsonObject { ["encrypted"] = _random.Next(2) == 0 });
        Accepted(committer, (string)answer["message"]!, [.. added], [.. removed]);
        Welcome(added, (string?)answer["welcome"]);
    }

    private void Welcome(IReadOnlyList<InteropMember> newcomers, string? welcome)
    {
        var refused = new List<InteropMember>();
        foreach (var newcomer in newcomers)
        {
            try
            {
                newcomer.Ask("join", new JsonObject { ["welcome"] = welcome });
                _members.Add(newcomer);
            }
            catch (InteropFailure failure) when (failure.Message.Contains(TooStrict, StringComparison.Ordinal))
            {
                refused.Add(newcomer);
            }
        }

        AssertAgree();
        if (refused.Count == 0)
            return;
        _done["refused by ts-mls"] = _done.GetValueOrDefault("refused by ts-mls") + refused.Count;
        var committer = Pick(_members);
        var listed = committer.Ask("state")["members"]!.AsArray();
        var leaves = refused.ConvertAll(r => (int)listed.Single(m => (string)m!["name"]! == r.Name)!["leaf"]!);
        InteropMember[] instead = LeavesLeftHalfBlank([]) ? [new InteropMember($"dotnet {_named++}", _peers.First(p => p.Language == "dotnet"))] : [];
        Log.Add($"{committer.Name} removes {Names(refused)} again, whom ts-mls did not let in, adds {Names(instead)}");
        var answer = committer.Ask("commit", new JsonObject
        {
            ["add"] = new JsonArray([.. instead.Select(a => (JsonNode)a.Message("keyPackage"))]),
            ["remove"] = new JsonArray([.. leaves.Select(l => (JsonNode)l)]),
        });
        Accepted(committer, (string)answer["message"]!, instead, []);
        refused.ForEach(r => r.Ask("forget"));
        Welcome(instead, (string?)answer["welcome"]);
    }

    private void JoinExternally(InteropMember joiner, bool resync)
    {
        joiner.Late.Clear();
        Log.Add($"{joiner.Name} {(resync ? "rejoins" : "joins")}");
        var info = Other(joiner).Message("groupInfo");
        string commit;
        try
        {
            commit = joiner.Message("external", new JsonObject { ["groupInfo"] = info, ["resync"] = resync });
        }
        catch (InteropFailure failure) when (failure.Message.Contains(TooStrict, StringComparison.Ordinal))
        {
            _done["refused by ts-mls"] = _done.GetValueOrDefault("refused by ts-mls") + 1;
            return;
        }

        ProcessBy(_members.Where(m => m != joiner), commit);
        if (!resync)
            _members.Add(joiner);
        AssertAgree();
    }

    private void Restart(InteropMember member)
    {
        if (member.IsDotnet)
            member.Ask("restart");
        DeliverLate(member);
    }

    private void AssertAgree()
    {
        var states = _members.ConvertAll(m => m.Ask("state"));
        Log.Add($"epoch {states[0]["epoch"]}: {string.Join(", ", _members.Select((m, i) => $"{m.Name} at {states[i]["leaf"]}"))}");
        foreach (var state in states)
        {
            Require((bool)state["active"]! && (long)state["epoch"]! == (long)states[0]["epoch"]!, "the members are in different epochs");
            Require(
                string.Equals((string)state["authenticator"]!, (string)states[0]["authenticator"]!, StringComparison.OrdinalIgnoreCase),
                "the members' epoch authenticators differ");
            Require(JsonNode.DeepEquals(state["members"], states[0]["members"]), "the members see different members");
        }

        // Members keep the keys of three past epochs.
        _epoch = (long)states[0]["epoch"]!;
        foreach (var member in _members.Where(m => _random.Next(2) == 0 || m.Late.Exists(l => l.Epoch <= _epoch - 3)))
        {
            DeliverLate(member);
        }
    }

    private static void ProcessBy(IEnumerable<InteropMember> members, string message)
    {
        foreach (var member in members.ToList())
        {
            member.Ask("process", new JsonObject { ["message"] = message });
        }
    }

    private void Leave(InteropMember member)
    {
        member.Ask("forget");
        _members.Remove(member);
    }

    /// <summary>
    /// Whether all who stay would sit in the right half of the tree. A path has no root then, and its last secret gives the commit secret
    /// (RFC 9420 section 12.4.1); ts-mls 1.6.4 derives one more, for the root. Such a commit adds somebody, who gets a leaf on the left.
    /// </summary>
    private bool LeavesLeftHalfBlank(InteropMember[] removed)
    {
        var stay = _members.Except(removed).Select(m => (uint)Leaf(m)).ToList();
        return stay.Min() >= TreeMath.PaddedLeafCount(stay.Max() + 1) / 2 && stay.Count > 1;
    }

    /// <summary>Names with the leaves that they have, or will have.</summary>
    private string Names(IEnumerable<InteropMember> members) =>
        "[" + string.Join(", ", members.Select(m => _members.Contains(m) ? $"{m.Name} at {Leaf(m)}" : m.Name)) + "]";

    private static int Leaf(InteropMember member) => (int)member.Ask("state")["leaf"]!;

    private static InteropMember AddTo(List<InteropMember> list, InteropMember member)
    {
        list.Add(member);
        return member;
    }

    private InteropMember NewMember()
    {
        var peer = Pick(_peers);
        return new InteropMember($"{peer.Language} {_named++}", peer);
    }

    private InteropMember Other(InteropMember than) => Pick(_members.Where(m => m != than).ToList());

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static void Require(bool holds, string why)
    {
        if (!holds)
            throw new InteropFailure(why);
    }
}
