using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>Answers FetchAccounts: the profiles of accounts whose ids the caller knows.</summary>
internal sealed class AccountHandler(ChatDatabase database)
{
    public Task<ServerFrame> HandleAsync(FetchAccounts request)
    {
        var list = new AccountList();
        foreach (var account in RequestFields.Accounts(request.Accounts, ProtocolLimits.AccountsPerRequestMax))
        {
            if (database.Accounts.Read(account) is { } row)
            {
                list.Accounts.Add(new AccountProfile
                {
                    AccountId = account.ToByteString(),
                    Handle = row.Handle,
                    DisplayName = row.DisplayName,
                    About = row.About,
                    AvatarMediaId = row.Avatar.IsNone() ? Google.Protobuf.ByteString.Empty : row.Avatar.ToByteString(),
                    Kind = database.Accounts.ReadStatus(account).Kind,
                });
            }
        }

        return Task.FromResult(new ServerFrame { AccountList = list });
    }
}
