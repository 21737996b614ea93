using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>Who an account is elsewhere: by this it is found again when it signs in, under the same key as a handle.</summary>
public sealed record ExternalIdentityRecord(
    // The issuer, or the name of the backend's own.
    string Source,
    string Subject) : IStoredRecord<ExternalIdentityRecord>
{
    static int IStoredRecord<ExternalIdentityRecord>.Elements => 2;

    static ExternalIdentityRecord IStoredRecord<ExternalIdentityRecord>.Read(ref MessagePackReader reader) => new(reader.ReadText(), reader.ReadText());

    void IStoredRecord<ExternalIdentityRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Source);
        writer.Write(Subject);
    }
}
