using FastChat.Server.Auth;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>What an account begins with.</summary>
/// <param name="Handle">Folded.</param>
/// <param name="DisplayName">Null: the handle.</param>
/// <param name="Password">Null: it cannot sign in by password.</param>
/// <param name="Status">What it is besides a person.</param>
internal sealed record NewAccount(string Handle, string? DisplayName, PasswordHash? Password, AccountStatusRecord Status)
{
    /// <summary>Whether the handle is only how it begins: it is completed to one that nobody has.</summary>
    public bool IsHandleMade { get; init; }
}
