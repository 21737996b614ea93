namespace FastChat.Client;

/// <summary>What a conversation is.</summary>
public enum ConversationKind
{
    /// <summary>Not known yet: this device has not heard of it.</summary>
    Unknown = 0,

    /// <summary>Between two accounts.</summary>
    Direct = 1,

    /// <summary>A group with a title and roles.</summary>
    Group = 2,

    /// <summary>Few write, many read.</summary>
    Channel = 3,
}
