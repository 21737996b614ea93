using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Push;

/// <summary>Push's own position in the feed; there while anybody has a subscription.</summary>
internal sealed class PushFeed(ChatDatabase database, RecordWriter records, TimeProvider time)
    : FollowedFeed(database, records, Name, time)
{
    public const string Name = "push";
}
