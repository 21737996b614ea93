namespace FastChat.Storage.Keys;

/// <summary>
/// The column families, numbered as in docs/STORAGE.md. The number is part of every sealed value's associated data: never
/// renumber. RocksDB's own number is another, see <see cref="TableNames"/>.
/// </summary>
public enum Table : byte
{
    Blocks = 1,
    Targets = 2,
    Conversations = 3,
    Members = 4,
    Cursors = 5,
    Sends = 6,
    Lists = 7,
    Accounts = 8,
    Handles = 9,
    Devices = 10,
    Media = 11,
    MediaReferences = 12,
    Keys = 13,
    Feed = 14,
    Meta = 15,
    Annotations = 16,
    Timers = 17,
    Search = 18,
    Personal = 25,
    MediaHoldings = 30,
    Uploads = 31,
    Invitations = 39,
    Audit = 44,
    Reports = 45,
    Jobs = 46,
    AccountStates = 47,
    Bans = 48,
    OperatorKeys = 49,
    PushSubscriptions = 34,
    PushStates = 35,
    Webhooks = 36,
    WebhookPositions = 37,
}
