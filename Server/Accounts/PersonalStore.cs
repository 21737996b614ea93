using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Personal;

namespace FastChat.Server.Accounts;

/// <summary>
/// What accounts keep for themselves. All changes of an account run on its loop, one after the other, and are told to its other devices
/// in that order. Thread-safe.
/// </summary>
internal sealed class PersonalStore(
    ChatDatabase database, RecordWriter writer, Privacy privacy, DeviceDirectory devices, TimeProvider time)
{
    /// <summary>Makes a change; returns what the asking device is to be told, once that is durable and the other devices have been told.</summary>
    /// <param name="link">The asking device.</param>
    /// <param name="change">Runs on the account's loop; refuses by <see cref="RefusalException"/>.</param>
    public async Task<PersonalChanged> ChangeAsync(DeviceLink link, Action<PersonalEdit> change)
    {
        var account = link.Account;
        var isFull = false;
        var changed = await writer.RunAndTellAsync(
            account.Shard(),
            account.Value,
            batch =>
            {
                var key = database.Keys.Find(account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
                var edit = new PersonalEdit(database.Personal, account, time.GetUtcNow().ToUnixTimeMilliseconds());
                change(edit);
                isFull = edit.IsFull;
                return edit.Write(batch, key);
            },
            committed: changed => Tell(link, changed));
        if (changed.Rows.Any(row => row.Settings is not null || row.Contact is not null || row.Blocked is not null)) Apply(account);
        if (isFull) await ForgetAsync(account);
        return changed;
    }

    /// <summary>What others may see may be another now: connections are told, and what they watch of each other is looked up anew.</summary>
    private void Apply(AccountId account)
    {
        var receipts = privacy.Receipts(account);
        foreach (var link in devices.Links(account)) link.ShowReceiptsTo(receipts);
        devices.Part([account]);
    }

    /// <summary>
    /// Forgets the older half of the void rows, and the rows of conversations that the account is no longer in. Who has not been told of them
    /// is told everything from the start.
    /// </summary>
    public Task ForgetAsync(AccountId account)
    {
        var (gone, old) = (new List<(PersonalKey Key, ulong Version)>(), new List<(PersonalKey Key, ulong Version)>());
        database.Personal.Visit(account, default, (key, row) =>
        {
            if (row.IsVoid()) old.Add((key, row.Version));
            else if (key.Kind is PersonalKind.Conversation or PersonalKind.Draft && HasLeft(account, new ConversationId(key.Id))) gone.Add((key, row.Version));
            return true;
        });
        gone.AddRange(old.OrderBy(row => row.Version).Take((old.Count + 1) / 2));
        return writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            if (database.Keys.Find(account) is not { } key || database.Personal.ReadHead(account) is not { } head) return false;
            foreach (var (rowKey, version) in gone)
            {
                // One that was changed meanwhile is told anew, and stays.
                if (database.Personal.Read(account, rowKey) is not { } row || row.Version != version) continue;
                database.Personal.Delete(batch, account, rowKey);
                head = Without(head, rowKey.Kind, row);
            }

            batch.Touch(account.Shard());
            database.Personal.PutHead(batch, account, key, head);
            return true;
        });
    }

    private static PersonalHead Without(PersonalHead head, PersonalKind kind, PersonalRow row)
    {
        var (isVoid, floor) = (row.IsVoid(), Math.Max(head.Floor, (long)row.Version));
        return head with
        {
            Floor = floor,
            Void = head.Void - (isVoid ? 1 : 0),
            Conversations = head.Conversations - (!isVoid && kind == PersonalKind.Conversation ? 1 : 0),
            Drafts = head.Drafts - (!isVoid && kind == PersonalKind.Draft ? 1 : 0),
        };
    }

    private bool HasLeft(AccountId account, ConversationId conversation) =>
        database.Lists.Read(account, conversation) is not { State: Storage.Conversations.ListState.Member };

    private void Tell(DeviceLink from, PersonalChanged changed)
    {
        if (changed.Version == changed.PreviousVersion) return;
        var frame = FrameEncoder.Encode(new ServerFrame { PersonalChanged = changed });
        foreach (var link in devices.LinksSpan(from.Account))
        {
            if (link != from) link.Outbound.TryEnqueueEvent(frame);
        }

        frame.Release();
    }
}
