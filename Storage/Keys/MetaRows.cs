namespace FastChat.Storage.Keys;

/// <summary>The kinds of rows in `meta`.</summary>
internal static class MetaRows
{
    public static ReadOnlySpan<byte> Schema => "schema"u8;
    public static ReadOnlySpan<byte> ServerKey => "server-key"u8;
    public static ReadOnlySpan<byte> Commits => "commits"u8;
    public static ReadOnlySpan<byte> Follower => "follower"u8;
    public static ReadOnlySpan<byte> FollowedTo => "read-to"u8;
    public static ReadOnlySpan<byte> Secret => "secret"u8;
}
