using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Administration;

/// <summary>What administering needs beside the accounts and conversations themselves.</summary>
public sealed class AdministrationTables
{
    internal AdministrationTables(Rows rows, KeyRing keys)
    {
        Audit = new AuditTable(rows, keys.Server);
        States = new AccountStateTable(rows, keys);
        Reports = new ServerRows<ReportId, ReportRecord>(rows, Table.Reports, keys.Server);
        Jobs = new ServerRows<JobId, JobRecord>(rows, Table.Jobs, keys.Server);
        Bans = new ServerRows<BanId, BanRecord>(rows, Table.Bans, keys.Server);
        OperatorKeys = new ServerRows<OperatorKeyId, OperatorKeyRecord>(rows, Table.OperatorKeys, keys.Server);
    }

    public AuditTable Audit { get; }

    public AccountStateTable States { get; }

    public ServerTable<ReportId, ReportRecord> Reports { get; }

    public ServerTable<JobId, JobRecord> Jobs { get; }

    public ServerTable<BanId, BanRecord> Bans { get; }

    public ServerTable<OperatorKeyId, OperatorKeyRecord> OperatorKeys { get; }
}
