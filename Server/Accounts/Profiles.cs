using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Accounts;

/// <summary>Reads and changes what accounts say about themselves. Reads go straight to storage.</summary>
internal sealed class Profiles(ChatDatabase database, RecordWriter writer)
{
    /// <summary>Null: no such account.</summary>
    public Profile? Read(AccountId account) =>
        database.Accounts.Read(account) is { } record ? Profile.Of(account, record, database.Accounts.ReadStatus(account)) : null;

    /// <summary>Changes what is not null; an empty text clears, and so does the absent media id.</summary>
    public Task<Profile> UpdateAsync(AccountId account, string? displayName, string? about, MediaId? avatar) =>
        writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var record = database.Accounts.Read(account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
            // The reference row of one's own upload holds the picture's key; without it nobody could be shown it.
            if (avatar is { } media && !media.IsNone() && database.Media.ReadReference(account, media) is null)
                throw new RefusalException(Code.MediaNotFound, "The picture must be uploaded by this account first.");
            var changed = record with
            {
                DisplayName = displayName ?? record.DisplayName,
                About = about ?? record.About,
                Avatar = avatar ?? record.Avatar,
            };
            database.Accounts.Put(batch, account, database.Keys.Find(account)!, changed);
            batch.NoteAccount(account);
            return Profile.Of(account, changed, database.Accounts.ReadStatus(account));
        });
}
