using System.Text;
using FastChat.Mls;

namespace FastChat.Tests.Mls.Support;

/// <summary>A device with its store and, once it is in one, its group. What it keeps, it keeps in the store.</summary>
internal sealed class Party : IDisposable
{
    public Party(string name, MlsCipherSuite suite = MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519, TimeProvider? clock = null)
    {
        (Name, Suite) = (name, suite);
        Device = new MlsDevice(Signer, Encoding.UTF8.GetBytes(name), Authentication)
        {
            PreSharedKeys = PreSharedKeys,
            Clock = clock ?? TimeProvider.System,
        };
    }

    public string Name { get; }

    public MlsCipherSuite Suite { get; }

    public MlsSigner Signer { get; } = MlsSigner.Create();

    public TestAuthentication Authentication { get; } = new();

    public TestPreSharedKeys PreSharedKeys { get; } = new();

    public MlsDevice Device { get; }

    public RecordStore Store { get; private set; } = new();

    public MlsGroupOptions Options { get; set; } = new();

    public MlsGroup Group { get; set; } = null!;

    public void Create(string groupId = "a group") => Group = MlsGroup.Create(Device, Encoding.UTF8.GetBytes(groupId), Store, Options, Suite);

    public MlsKeyPackage KeyPackage() => Device.CreateKeyPackage(Suite);

    public void Join(MlsKeyPackage package, MlsCommitBundle bundle)
    {
        Store = new RecordStore();
        Group = MlsGroup.Join(Device, package, bundle.Welcome!.Value.Span, bundle.RatchetTree.Span, Store, Options);
    }

    public byte[] JoinExternally(byte[] groupInfo, int? replacedLeaf = null)
    {
        Store = new RecordStore();
        (Group, var commit) = MlsGroup.JoinExternally(Device, groupInfo, [], Store, Options, replacedLeaf);
        return commit.ToArray();
    }

    /// <summary>The process dies and starts again: what is in memory is gone.</summary>
    public void Restart()
    {
        Group.Dispose();
        Group = MlsGroup.Load(Device, Store.Records, Store, Options);
    }

    public byte[] Encrypt(string text) => Group.Encrypt(Encoding.UTF8.GetBytes(text));

    public string Read(byte[] message) => Encoding.UTF8.GetString(Group.Process(message).Data.Span);

    public void Dispose()
    {
        Group?.Dispose();
        Signer.Dispose();
    }
}
