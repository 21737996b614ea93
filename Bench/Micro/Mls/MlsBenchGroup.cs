using System.Buffers.Binary;
using FastChat.Mls;

namespace FastChat.Bench.Micro.Mls;

/// <summary>
/// A group for the MLS benchmarks: its creator, one other member that processes, and any number of others who are only leaves.
/// Nothing is stored: a benchmark of a disk is another one.
/// </summary>
internal sealed class MlsBenchGroup : IMlsAuthenticationService, IMlsStateStore
{
    private const int AddedPerCommit = 250;

    public MlsBenchGroup(int members, bool populated, MlsCipherSuite suite)
    {
        Suite = suite;
        Creator = MlsGroup.Create(Device(0), "bench"u8, this, suite: suite);
        var otherDevice = Device(1);
        using var otherPackage = otherDevice.CreateKeyPackage(suite);
        var bundle = Add([otherPackage.Message]);
        Other = MlsGroup.Join(otherDevice, otherPackage, bundle.Welcome!.Value.Span, [], this);
        var leaves = Enumerable.Range(2, Math.Max(0, members - 2)).ToList();
        foreach (var chunk in populated ? leaves.Select(l => new[] { l }) : leaves.Chunk(AddedPerCommit))
        {
            var devices = Array.ConvertAll(chunk, Device);
            var packages = Array.ConvertAll(devices, d => d.CreateKeyPackage(suite));
            var added = Add([.. packages.Select(p => p.Message)]);
            Other.Process(added.Commit.Span);
            if (populated)
                Populate(devices[0], packages[0], added);
        }

        if (populated)
            Other.Process(Committed(Creator).Commit.Span);
    }

    public MlsCipherSuite Suite { get; }

    public MlsGroup Creator { get; }

    public MlsGroup Other { get; }

    public static MlsCommitBundle Committed(MlsGroup group, MlsCommitOptions? options = null)
    {
        var bundle = group.Commit(options);
        group.ApplyPendingCommit();
        return bundle;
    }

    public MlsDevice Device(int number)
    {
        var identity = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(identity, number);
        return new MlsDevice(MlsSigner.Create(), identity, this);
    }

    public bool Accepts(MlsIdentity identity) => true;

    public bool AcceptsSuccessor(MlsIdentity before, MlsIdentity after) => true;

    public bool IsSameClient(MlsIdentity one, MlsIdentity other) => one.Identity.Span.SequenceEqual(other.Identity.Span);

    public void Save(ReadOnlyMemory<byte> groupId, IReadOnlyList<MlsStateChange> changes, ReadOnlyMemory<byte> outgoing)
    {
    }

    private MlsCommitBundle Add(IReadOnlyList<ReadOnlyMemory<byte>> packages) =>
        Committed(Creator, new MlsCommitOptions { Add = packages, TreeInGroupInfo = false });

    /// <summary>The newcomer makes its first empty commit, so that its path has keys.</summary>
    private void Populate(MlsDevice device, MlsKeyPackage package, MlsCommitBundle added)
    {
        using var newcomer = MlsGroup.Join(device, package, added.Welcome!.Value.Span, [], this);
        var commit = newcomer.Commit(new MlsCommitOptions { TreeInGroupInfo = false }).Commit;
        Creator.Process(commit.Span);
        Other.Process(commit.Span);
    }
}
