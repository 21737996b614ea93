namespace FastChat.Client;

/// <summary>One's own edit, deletion or reaction that is not in the log yet.</summary>
/// <param name="Id">Its id: <see cref="Conversation.GetOutgoing"/> retries or withdraws it.</param>
/// <param name="Kind"><see cref="EntryKind.Edit"/>, <see cref="EntryKind.Delete"/> or <see cref="EntryKind.Reaction"/>.</param>
/// <param name="Delivery">How far it has come. A refused one stays until it is retried or withdrawn, and holds up nothing.</param>
public sealed record UnsentChange(MessageId Id, EntryKind Kind, Delivery Delivery);
