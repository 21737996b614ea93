using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Accounts;

/// <summary>Takes accounts out of groups and channels that will never be back: ended guests and bots. Thread-safe.</summary>
internal interface IGroupDepartures
{
    /// <summary>What the account owned has another owner then. Safe to repeat.</summary>
    Task LeaveGroupsAsync(AccountId account);
}
