using FastChat.Protocol;

namespace FastChat.Storage.Messages;

/// <summary>Gets the entries that refer to a message; false stops.</summary>
public delegate bool TargetVisitor(ulong target, ulong sequence, EntryKind kind);
