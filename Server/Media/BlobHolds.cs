using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>Who refers to a blob, as far as a sweep has seen.</summary>
internal sealed class BlobHolds(MediaRecord record)
{
    public MediaRecord Record => record;

    /// <summary>A conversation refers to it: whatever accounts hold is needed.</summary>
    public bool IsReferred { get; private set; }

    /// <summary>Accounts that could refer to it.</summary>
    public List<AccountId> Accounts { get; } = [];

    public bool IsOrphan => !IsReferred && Accounts.Count == 0;

    public void Add(UInt128 owner, Func<AccountId, bool> isAccount)
    {
        if (IsReferred) return;
        if (owner == record.Owner.Value || isAccount(new AccountId(owner))) Accounts.Add(new AccountId(owner));
        else IsReferred = true;
    }
}
