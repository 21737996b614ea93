using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Media;

/// <summary>Reads and sets how much an account may store. Thread-safe.</summary>
internal interface IMediaQuotas
{
    /// <summary>What the account holds and may hold; of an account that does not exist: nothing.</summary>
    MediaUsage Read(AccountId account);

    /// <summary>Gives the account a quota of its own; null: the server's again. What it holds beyond stays, and nothing is added.</summary>
    /// <exception cref="Routing.RefusalException">There is no such account.</exception>
    Task SetAsync(AccountId account, long? quotaBytes);
}
