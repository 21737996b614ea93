using BenchmarkDotNet.Attributes;
using FastChat.Mls;

namespace FastChat.Bench.Micro.Mls;

/// <summary>
/// Joining, and a commit that renews the committer's path: in a group whose members have all committed, and in one to
/// which they were only added.
/// </summary>
public class MlsGroupBenchmarks
{
    private MlsBenchGroup _group = null!;
    private MlsKeyPackage _package = null!;
    private MlsDevice _newcomer = null!;
    private byte[] _welcome = [];
    private byte[] _commit = [];

    [Params("256 populated", "1000 blank")]
    public string Group { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        var parts = Group.Split(' ');
        _group = new MlsBenchGroup(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1] == "populated",
            MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519);
        _newcomer = _group.Device(-1);
        _package = _newcomer.CreateKeyPackage();
        var joining = _group.Creator.Commit(new MlsCommitOptions { Add = [_package.Message] });
        _welcome = joining.Welcome!.Value.ToArray();
        _group.Creator.DiscardPendingCommit();
        var slim = _group.Creator.Commit(new MlsCommitOptions { Add = [_package.Message], TreeInWelcome = false });
        var slice = MlsWelcomeSlice.Slice(slim.Welcome!.Value.Span)[0];
        _group.Creator.DiscardPendingCommit();
        Console.WriteLine($"// Welcome with the tree {_welcome.Length} bytes, without {slice.Welcome.Length}; tree {_group.Creator.ExportRatchetTree().Length}");
    }

    [Benchmark]
    public void Join()
    {
        using var joined = MlsGroup.Join(_newcomer, _package, _welcome, [], _group);
    }

    [IterationSetup(Target = nameof(CreateCommit))]
    public void Discard() => _group.Creator.DiscardPendingCommit();

    [Benchmark]
    public int CreateCommit() => _group.Creator.Commit(new MlsCommitOptions { TreeInGroupInfo = false }).Commit.Length;

    [IterationSetup(Target = nameof(ProcessCommit))]
    public void CommitAhead()
    {
        _group.Creator.DiscardPendingCommit();
        _commit = MlsBenchGroup.Committed(_group.Creator, new MlsCommitOptions { TreeInGroupInfo = false }).Commit.ToArray();
        Console.WriteLine($"// path commit {_commit.Length} bytes");
    }

    [Benchmark]
    public long ProcessCommit() => _group.Other.Process(_commit).Epoch;
}
