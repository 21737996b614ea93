using FastChat.Protocol.Identifiers;
using FastChat.Storage.Accounts;
using FastChat.Storage.Administration;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using FastChat.Storage.Devices;
using FastChat.Storage.Engine;
using FastChat.Storage.Feed;
using FastChat.Storage.Keys;
using FastChat.Storage.Media;
using FastChat.Storage.Personal;
using FastChat.Storage.Push;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;
using FastChat.Storage.Webhooks;

namespace FastChat.Storage.Backup;

/// <summary>
/// Checks a whole database: every block of the table files, every sealed row, every conversation against itself, every media
/// reference against its file. Meant for a restored backup or a stopped server; under writes it may report what changed
/// between two of its reads.
/// </summary>
internal sealed class Verification(ChatDatabase database, CancellationToken cancellation)
{
    private readonly VerifyFindings _findings = new();

    public VerifyReport Run()
    {
        _findings.Try("table files", database.Engine.VerifyChecksums);
        CheckKeys();
        foreach (var table in Enum.GetValues<Table>()) _findings.Try(Name(table), () => OpenRows(table));
        _findings.Try("conversations", CheckConversations);
        _findings.Try("media", CheckMedia);
        new HoldingsCheck(database, _findings).Run(cancellation);
        _findings.Try("audit", database.Administration.Audit.Verify);
        return _findings.Report();
    }

    private static string Name(Table table) => TableNames.Name(table);

    private void CheckKeys()
    {
        _findings.Try("keys", () =>
        {
            using var rows = database.Engine.Iterate(Table.Keys, scan: true);
            for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                _findings.Rows++;
                Check(rows, Table.Keys, () => database.Keys.Rows.Unwrap(Table.Keys, rows.Key, rows.Value));
            }
        });
    }

    private void OpenRows(Table table)
    {
        if (table is Table.Keys or Table.Blocks) return;
        using var rows = database.Engine.Iterate(table, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            if (table == Table.Meta && rows.Key.SequenceEqual(MetaRows.Schema)) continue;
            _findings.Rows++;
            Check(rows, table, () => OpenRow(table, rows));
        }
    }

    private void Check(RocksIterator rows, Table table, Action check) =>
        _findings.Try($"{Name(table)} {Convert.ToHexStringLower(rows.Key)}", check);

    private void OpenRow(Table table, RocksIterator rows)
    {
        switch (table)
        {
            case Table.Conversations: OpenConversationRow(rows); break;
            case Table.Accounts: OpenAccountRow(rows); break;
            case Table.Members: Open<MemberRecord>(table, rows); break;
            case Table.Cursors: Open<CursorRecord>(table, rows); break;
            case Table.Sends: Open<SendWindowRecord>(table, rows); break;
            case Table.Devices: Open<DeviceRecord>(table, rows); break;
            case Table.MediaReferences: Open<MediaReferenceRecord>(table, rows); break;
            case Table.MediaHoldings when rows.Key[RowKey.PrefixBytes] == MediaHoldingTable.UsagePart: Open<MediaUsageRecord>(table, rows); break;
            case Table.MediaHoldings when rows.Key[RowKey.PrefixBytes] == MediaHoldingTable.HoldingPart: Open<MediaHoldingRecord>(table, rows); break;
            case Table.MediaHoldings: Open<ContentRecord>(table, rows); break;
            case Table.Uploads: Open<UploadRecord>(table, rows); break;
            case Table.Lists: OpenListRow(rows); break;
            case Table.Annotations: OpenAnnotation(rows); break;
            case Table.Personal: PersonalTable.Check(rows.Key, rows.Value, KeyOf(table, rows)); break;
            case Table.AccountStates: Open<AccountStateRecord>(table, rows); break;
            case Table.Audit: OpenAuditRow(rows); break;
            case Table.Reports: OpenServer<ReportRecord>(table, rows); break;
            case Table.Jobs: OpenServer<JobRecord>(table, rows); break;
            case Table.Bans: OpenServer<BanRecord>(table, rows); break;
            case Table.OperatorKeys: OpenServer<OperatorKeyRecord>(table, rows); break;
            case Table.PushSubscriptions: Open<PushSubscriptionRecord>(table, rows); break;
            case Table.PushStates: Open<PushStateRecord>(table, rows); break;
            case Table.Webhooks: OpenServer<WebhookRecord>(table, rows); break;
            case Table.WebhookPositions: Open<WebhookPositionRecord>(table, rows); break;
            case Table.Handles: OpenServer<HandleRecord>(table, rows); break;
            case Table.Invitations: OpenServer<InvitationRecord>(table, rows); break;
            case Table.Media: OpenServer<MediaRecord>(table, rows); break;
            case Table.Feed: OpenServer<FeedRecord>(table, rows); break;
            case Table.Meta when rows.Key.StartsWith(MetaRows.ServerKey):
                database.Keys.Rows.Unwrap(table, rows.Key, rows.Value);
                break;
            case Table.Meta when rows.Key.SequenceEqual(MetaRows.Commits): OpenServer<CommitNumbersRecord>(table, rows); break;
            case Table.Meta when rows.Key.StartsWith(MetaRows.Follower): OpenServer<FollowerRecord>(table, rows); break;
            default: OpenBytes(table, rows, KeyOf(table, rows)); break;
        }
    }

    private void OpenAccountRow(RocksIterator rows)
    {
        switch ((AccountPart)rows.Key[RowKey.PrefixBytes])
        {
            case AccountPart.Record: Open<AccountRecord>(Table.Accounts, rows); break;
            case AccountPart.Password: Open<PasswordRecord>(Table.Accounts, rows); break;
            case AccountPart.Status: Open<AccountStatusRecord>(Table.Accounts, rows); break;
            case AccountPart.TwoStep: Open<TwoStepRecord>(Table.Accounts, rows); break;
            case AccountPart.Email: Open<EmailRecord>(Table.Accounts, rows); break;
            case AccountPart.EmailCode or AccountPart.ResetCode: Open<OneTimeCodeRecord>(Table.Accounts, rows); break;
            case AccountPart.OwnedBot: Open<OwnedBotRecord>(Table.Accounts, rows); break;
            case AccountPart.ApiToken: Open<ApiTokenRecord>(Table.Accounts, rows); break;
            case AccountPart.DeviceGrant: Open<DeviceGrantRecord>(Table.Accounts, rows); break;
            case AccountPart.External: Open<ExternalIdentityRecord>(Table.Accounts, rows); break;
            default: throw new StorageCorruptException("An account has a row of an unknown kind.");
        }
    }

    private void OpenAuditRow(RocksIterator rows)
    {
        if (rows.Key.EndsWith(new byte[sizeof(ulong)])) OpenServer<AuditHeadRecord>(Table.Audit, rows);
        else OpenServer<AuditRecord>(Table.Audit, rows);
    }

    private void OpenListRow(RocksIterator rows)
    {
        var row = Rows.Decode<ListRecord>(Table.Lists, rows.Key, rows.Value, database.Keys.Server);
        if (ListTable.IsMark(rows.Key) != (row.State == ListState.Forgotten))
        {
            throw new StorageCorruptException("A mark and a conversation's row are confused.");
        }
    }

    private void OpenAnnotation(RocksIterator rows)
    {
        switch ((AnnotationKind)rows.Key[AnnotationKey.PrefixBytes - 1])
        {
            case AnnotationKind.Pins: Open<PinsRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Thread: Open<ThreadRecord>(Table.Annotations, rows); break;
            case AnnotationKind.ThreadCursors: Open<ThreadCursorsRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Tally: Open<TallyRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Hidden: Open<HiddenRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Withheld: Open<WithheldRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Webhook: Open<IncomingWebhookRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Scheduled: Open<ScheduledRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Group: Open<GroupRecord>(Table.Annotations, rows); break;
            case AnnotationKind.GroupAccount: Open<GroupAccountRecord>(Table.Annotations, rows); break;
            case AnnotationKind.Invite: Open<InviteRecord>(Table.Annotations, rows); break;
            case AnnotationKind.JoinRequest: Open<JoinRequestRecord>(Table.Annotations, rows); break;
            default: OpenBytes(Table.Annotations, rows, KeyOf(Table.Annotations, rows)); break;
        }
    }

    private void OpenConversationRow(RocksIterator rows)
    {
        switch (rows.Key[^1])
        {
            case 0: Open<ConversationRecord>(Table.Conversations, rows); break;
            case 1: Open<HeadRecord>(Table.Conversations, rows); break;
            default: OpenServer<TombstoneRecord>(Table.Conversations, rows); break;
        }
    }

    private void Open<T>(Table table, RocksIterator rows)
        where T : IStoredRecord<T> => Rows.Decode<T>(table, rows.Key, rows.Value, KeyOf(table, rows));

    private void OpenServer<T>(Table table, RocksIterator rows)
        where T : IStoredRecord<T> => Rows.Decode<T>(table, rows.Key, rows.Value, database.Keys.Server);

    private static void OpenBytes(Table table, RocksIterator rows, DataKey key) =>
        Rows.Open(table, rows.Key, rows.Value, key, new byte[Rows.PlaintextLength(rows.Value)]);

    private DataKey KeyOf(Table table, RocksIterator rows) =>
        table is Table.Meta or Table.Timers
            ? database.Keys.Server
            : database.Keys.Find(new KeyOwner(RowKey.ReadOwner(rows.Key), rows.Key[0]))
                ?? throw new StorageCorruptException("The owner's data key is missing.");

    private void CheckConversations()
    {
        using var rows = database.Engine.Iterate(Table.Conversations, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            if (rows.Key[^1] != 0) continue;
            var id = new ConversationId(RowKey.ReadOwner(rows.Key));
            _findings.Conversations++;
            _findings.Try($"conversation {id}", () => new ConversationCheck(database, id, _findings).Run());
        }
    }

    private void CheckMedia()
    {
        using var rows = database.Engine.Iterate(Table.MediaReferences, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            var media = new MediaId(RowKey.ReadSecond(rows.Key));
            _findings.Try($"media {media}", () =>
            {
                var reference = Rows.Decode<MediaReferenceRecord>(
                    Table.MediaReferences, rows.Key, rows.Value, KeyOf(Table.MediaReferences, rows));
                MediaCheck.Run(database, media, reference, _findings);
            });
        }
    }
}
