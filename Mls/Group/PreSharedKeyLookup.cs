using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.Group;

/// <summary>Finds pre-shared keys and combines them (RFC 9420 section 8.4).</summary>
internal static class PreSharedKeyLookup
{
    /// <summary>The psk_secret. A resumption PSK is found only by a member of the group and epoch that it comes from.</summary>
    public static Secret Combine(IEnumerable<PreSharedKeyId> ids, MlsDevice device, GroupState? group)
    {
        var found = new List<(PreSharedKeyId, Secret)>();
        try
        {
            foreach (var id in ids)
            {
                found.Add((id, (id.Type == PreSharedKeyId.External ? External(id, device) : Resumption(id, group))
                    ?? throw new MlsException(MlsError.UnknownPreSharedKey, "a pre-shared key is not available")));
            }

            return PskSecret.Of(found);
        }
        finally
        {
            found.ForEach(f => f.Item2.Dispose());
        }
    }

    private static Secret? External(PreSharedKeyId id, MlsDevice device)
    {
        if (device.PreSharedKeys?.Find(id.Id) is not { } key)
            return null;
        using var zeroed = new Zeroed(key);
        return new Secret(key);
    }

    private static Secret? Resumption(PreSharedKeyId id, GroupState? group) =>
        group is not null && group.Epoch.State.Context.GroupId.AsSpan().SequenceEqual(id.Id) ? group.FindResumption(id.Epoch)?.Copy() : null;
}
