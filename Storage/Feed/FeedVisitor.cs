namespace FastChat.Storage.Feed;

/// <summary>Gets the feed rows of a loop in order; false stops.</summary>
public delegate bool FeedVisitor(byte loop, long turn, FeedRecord row);
