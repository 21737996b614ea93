using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Routing;

/// <summary>Rows of one conversation as they are on disk, read off the loop while its commands wait.</summary>
internal sealed record LoadedRows(
    ConversationRecord? Record,
    HeadRecord Head,
    TombstoneRecord? Tombstone,
    DataKey? Key,
    uint MessageTimerSeconds,
    GroupRecord? Group,
    IReadOnlyList<AccountId> Blocking,
    IReadOnlyList<LoadedMember> Members,
    IReadOnlyList<(DeviceId Device, SendWindowRecord Window)> Windows);
