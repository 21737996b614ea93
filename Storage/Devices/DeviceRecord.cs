using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Devices;

/// <summary>An installation of an account, and its refresh tokens.</summary>
public sealed record DeviceRecord(
    string Name,
    long CreatedMs,
    long LastSeenMs,
    // Counts the families of refresh tokens; revoking one starts the next.
    long Family,
    // SHA-256 of the current refresh token.
    byte[] RefreshHash,
    // SHA-256 of the one before it; empty if none.
    byte[] PreviousRefreshHash,
    // The current token, while the previous one may still be presented; else empty.
    byte[] RefreshToken,
    long RefreshExpiresMs,
    bool Revoked) : IStoredRecord<DeviceRecord>
{
    static int IStoredRecord<DeviceRecord>.Elements => 9;

    static DeviceRecord IStoredRecord<DeviceRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadByteString(),
        reader.ReadByteString(),
        reader.ReadByteString(),
        reader.ReadInt64(),
        reader.ReadBoolean());

    void IStoredRecord<DeviceRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Name);
        writer.Write(CreatedMs);
        writer.Write(LastSeenMs);
        writer.Write(Family);
        writer.Write(RefreshHash);
        writer.Write(PreviousRefreshHash);
        writer.Write(RefreshToken);
        writer.Write(RefreshExpiresMs);
        writer.Write(Revoked);
    }
}
