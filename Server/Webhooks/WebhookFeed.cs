using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Webhooks;

/// <summary>The webhooks' own position in the feed; there while there is one that is enabled.</summary>
internal sealed class WebhookFeed(ChatDatabase database, RecordWriter records, TimeProvider time)
    : FollowedFeed(database, records, Name, time)
{
    public const string Name = "webhooks";
}
