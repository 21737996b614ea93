namespace FastChat.Client.LocalState;

/// <summary>Names a sealed column in the associated data of its values. On disk: never renumber.</summary>
internal enum StoreTable : byte
{
    KeyCheck = 1,
    Session = 2,
    ConversationTitle = 3,
    ConversationPreview = 4,
    Entry = 5,
    OutboxEntry = 6,
    OutboxUpload = 7,
    Profile = 8,
    Draft = 9,
    SearchPiece = 10,
    GroupState = 11,
    PersonalRow = 25,
    PersonalChange = 26,
    Push = 34,
}
