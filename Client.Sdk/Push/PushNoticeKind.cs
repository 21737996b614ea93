namespace FastChat.Client;

/// <summary>What a push tells.</summary>
public enum PushNoticeKind
{
    /// <summary>There are new messages in a conversation.</summary>
    Message,

    /// <summary>They were read on another device: take the notification away.</summary>
    Read,
}
