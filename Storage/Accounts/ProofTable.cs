using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Accounts;

/// <summary>By what an account is proven besides its password: second step, mail address, codes under way. Sealed under the account's key.</summary>
public sealed class ProofTable
{
    private readonly AccountRows _rows;

    internal ProofTable(AccountRows rows) => _rows = rows;

    public TwoStepRecord? ReadTwoStep(AccountId account) =>
        _rows.TryRead<TwoStepRecord>(account, AccountPart.TwoStep, out var record) ? record : null;

    public void PutTwoStep(CommitBatch batch, AccountId account, DataKey dataKey, TwoStepRecord record) =>
        AccountRows.Put(batch, account, AccountPart.TwoStep, dataKey, record);

    public void DeleteTwoStep(CommitBatch batch, AccountId account) => AccountRows.Delete(batch, account, AccountPart.TwoStep);

    public EmailRecord? ReadEmail(AccountId account) =>
        _rows.TryRead<EmailRecord>(account, AccountPart.Email, out var record) ? record : null;

    public void PutEmail(CommitBatch batch, AccountId account, DataKey dataKey, EmailRecord record) =>
        AccountRows.Put(batch, account, AccountPart.Email, dataKey, record);

    public void DeleteEmail(CommitBatch batch, AccountId account) => AccountRows.Delete(batch, account, AccountPart.Email);

    public OneTimeCodeRecord? ReadCode(AccountId account, CodePurpose purpose) =>
        _rows.TryRead<OneTimeCodeRecord>(account, PartOf(purpose), out var record) ? record : null;

    public void PutCode(CommitBatch batch, AccountId account, CodePurpose purpose, DataKey dataKey, OneTimeCodeRecord record) =>
        AccountRows.Put(batch, account, PartOf(purpose), dataKey, record);

    public void DeleteCode(CommitBatch batch, AccountId account, CodePurpose purpose) =>
        AccountRows.Delete(batch, account, PartOf(purpose));

    private static AccountPart PartOf(CodePurpose purpose) =>
        purpose == CodePurpose.VerifyEmail ? AccountPart.EmailCode : AccountPart.ResetCode;
}
