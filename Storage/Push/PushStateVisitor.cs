namespace FastChat.Storage.Push;

/// <summary>Gets rows in the order of their keys; false stops.</summary>
public delegate bool PushStateVisitor(PushPlace place, in PushStateRecord state);
