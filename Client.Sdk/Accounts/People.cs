using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Accounts;

/// <summary>
/// Profiles as this device knows them, read from the store once and kept; of one's own at least the handle is known. Thread-safe:
/// everything under the gate.
/// </summary>
internal sealed class People(LocalStore store, StoredSession session)
{
    /// <summary>Profiles kept at a time, about 300 bytes each; when full it starts over.</summary>
    private const int KeptMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, Account> _known = [];
    private long _forgotten;   // Counts changes, so that a read that began before one is not kept after it.

    /// <summary>The profile, or one with an empty handle until it is fetched.</summary>
    public Account Find(AccountId id)
    {
        long generation;
        lock (_gate)
        {
            if (_known.TryGetValue(id, out var known))
                return known;
            generation = _forgotten;
        }

        var (profile, contact) = store.Read(connection => (PeopleTable.ReadProfile(connection, id), PersonalRead.Contact(connection, id)));
        var account = profile is null ? new Account(id, id == session.Account ? session.Handle : "") : Read(id, profile);
        account = account with { OwnName = contact?.Name ?? "" };
        lock (_gate)
        {
            if (_known.Count >= KeptMax)
                _known.Clear();
            if (generation == _forgotten)
                _known[id] = account;
        }

        return account;
    }

    /// <summary>Reads these anew the next time.</summary>
    public void Forget(ChangeSet changes)
    {
        lock (_gate)
        {
            _forgotten++;
            if (changes.Reset)
                _known.Clear();
            foreach (var id in changes.Profiles)
                _known.Remove(id);
        }
    }

    /// <summary>Keeps a profile that the HTTP API told.</summary>
    public async Task KeepAsync(Account account)
    {
        await store.WriteProfilesAsync([Write(account)]).ConfigureAwait(false);
        lock (_gate)
        {
            _forgotten++;
            _known.Remove(account.Id);
        }
    }

    /// <summary>Keeps profiles that the server told.</summary>
    public async Task KeepAsync(IReadOnlyCollection<Wire.AccountProfile> profiles)
    {
        await store.WriteProfilesAsync(profiles).ConfigureAwait(false);
        lock (_gate)
        {
            _forgotten++;
            foreach (var profile in profiles)
            {
                if (AccountId.TryRead(profile.AccountId.Span, out var id))
                    _known.Remove(id);
            }
        }
    }

    private static Account Read(AccountId id, Wire.AccountProfile profile) => new(
        id,
        profile.Handle,
        profile.DisplayName,
        profile.About,
        MediaId.TryRead(profile.AvatarMediaId.Span, out var avatar) ? avatar : null)
    {
        Kind = Enum.IsDefined((AccountKind)profile.Kind) ? (AccountKind)profile.Kind : AccountKind.Person,
    };

    private static Wire.AccountProfile Write(Account account)
    {
        var profile = new Wire.AccountProfile
        {
            AccountId = account.Id.ToByteString(),
            Handle = account.Handle,
            DisplayName = account.DisplayName,
            About = account.About,
            Kind = (Wire.AccountKind)account.Kind,
        };
        if (account.Avatar is { } avatar)
            profile.AvatarMediaId = avatar.ToByteString();
        return profile;
    }
}
