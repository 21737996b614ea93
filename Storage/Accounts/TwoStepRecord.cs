using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>An account's second step: the secret that it shares with an authenticator (RFC 6238), and its recovery codes.</summary>
public sealed record TwoStepRecord(
    byte[] Secret,
    // Until when it may be confirmed; 0: it is on.
    long PendingUntilMs,
    // The last time step whose code was taken: each is good once.
    long LastStep,
    // SHA-256 of each that is left.
    IReadOnlyList<byte[]> RecoveryHashes) : IStoredRecord<TwoStepRecord>
{
    static int IStoredRecord<TwoStepRecord>.Elements => 4;

    public bool IsOn => PendingUntilMs == 0;

    static TwoStepRecord IStoredRecord<TwoStepRecord>.Read(ref MessagePackReader reader)
    {
        var secret = reader.ReadByteString();
        var (pending, step) = (reader.ReadInt64(), reader.ReadInt64());
        var hashes = new byte[reader.ReadArrayHeader()][];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = reader.ReadByteString();
        return new TwoStepRecord(secret, pending, step, hashes);
    }

    void IStoredRecord<TwoStepRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Secret);
        writer.Write(PendingUntilMs);
        writer.Write(LastStep);
        writer.WriteArrayHeader(RecoveryHashes.Count);
        foreach (var hash in RecoveryHashes) writer.Write(hash);
    }
}
