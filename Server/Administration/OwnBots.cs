using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Administration;

/// <summary>The bots of a deleted account go with it, each by a deletion of its own; a bot that is deleted leaves its owner's list.</summary>
internal sealed class OwnBots(ChatDatabase database, RecordWriter writer, Deletions deletions)
{
    public async Task DeleteAsync(AccountId account, bool removesMessages)
    {
        foreach (var bot in database.Bots.ReadOwned(account))
        {
            try
            {
                await deletions.BeginAsync(bot, removesMessages, graceHours: 0);
            }
            catch (RefusalException known) when (known.Code is Code.AlreadyUnderWay or Code.AccountNotFound)
            {
                // An earlier try came this far, or somebody else did it.
            }
        }

        var owner = database.Accounts.ReadStatus(account).Owner;
        if (owner.IsNone() || database.Keys.Find(owner) is null) return;
        await writer.RunAsync(owner.Shard(), owner.Value, batch =>
        {
            database.Bots.DeleteOwned(batch, owner, account);
            return true;
        });
    }
}
