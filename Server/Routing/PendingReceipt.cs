using FastChat.Server.Delivery;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>A cursor that moved, and to whom its account shows that.</summary>
internal readonly record struct PendingReceipt(CursorRecord Cursor, ReceiptAudience Audience);
