using FastChat.Mls;

namespace FastChat.Tests.Mls.Support;

/// <summary>A group of several parties in one process, with a delivery service that delivers at once.</summary>
internal sealed class Parties : IDisposable
{
    private readonly List<Party> _all = [];

    public IReadOnlyList<Party> All => _all;

    public Party this[int index] => _all[index];

    public static Parties Of(int count, MlsCipherSuite suite = MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519, bool keepHistory = false, string groupId = "a group")
    {
        var parties = new Parties();
        var creator = Named(0, suite, keepHistory);
        creator.Create(groupId);
        parties._all.Add(creator);
        if (count > 1)
            parties.Add(0, [.. Enumerable.Range(1, count - 1).Select(i => Named(i, suite, keepHistory))]);
        return parties;
    }

    public static Party Named(int number, MlsCipherSuite suite = MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519, bool keepHistory = false) =>
        new($"device {number}", suite) { Options = new MlsGroupOptions { KeepHistory = keepHistory } };

    public void Add(int committer, params Party[] newcomers)
    {
        var packages = newcomers.Select(n => n.KeyPackage()).ToList();
        var bundle = Commit(committer, new MlsCommitOptions { Add = [.. packages.Select(p => p.Message)] });
        for (var i = 0; i < newcomers.Length; i++)
        {
            newcomers[i].Join(packages[i], bundle);
            _all.Add(newcomers[i]);
        }

        AssertAgree();
    }

    /// <summary>A commit that everybody gets and applies; those whom it removes leave.</summary>
    public MlsCommitBundle Commit(int committer, MlsCommitOptions? options = null)
    {
        var bundle = _all[committer].Group.Commit(options);
        Deliver(bundle.Commit.ToArray());
        return bundle;
    }

    public void Deliver(byte[] handshake, Party? except = null)
    {
        foreach (var party in _all.Where(p => p != except).ToList())
        {
            if (party.Group.Process(handshake).HasEnded)
                _all.Remove(party);
        }

        AssertAgree();
    }

    /// <summary>Everybody but its sender processes a proposal.</summary>
    public void Propose(int sender, byte[] proposal)
    {
        foreach (var party in _all.Where((_, i) => i != sender))
        {
            party.Group.Process(proposal);
        }
    }

    public void AssertAgree()
    {
        foreach (var party in _all)
        {
            Assert.That(party.Group.Epoch, Is.EqualTo(_all[0].Group.Epoch));
            Assert.That(party.Group.EpochAuthenticator.ToArray(), Is.EqualTo(_all[0].Group.EpochAuthenticator.ToArray()), party.Name);
        }
    }

    /// <summary>Each sends a message that all others read.</summary>
    public void AssertTalk()
    {
        foreach (var sender in _all)
        {
            var message = sender.Encrypt($"from {sender.Name}");
            foreach (var receiver in _all.Where(p => p != sender))
            {
                Assert.That(receiver.Read(message), Is.EqualTo($"from {sender.Name}"));
            }
        }
    }

    public void Dispose() => _all.ForEach(p => p.Dispose());
}
