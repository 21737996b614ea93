using FastChat.Protocol.Identifiers;
using FastChat.Storage.Accounts;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>An account as administrators see it.</summary>
internal sealed record AccountView(AccountId Account, AccountRecord Record, AccountStateRecord State, AccountStatusRecord Status);
