namespace FastChat.Mls.Tree;

/// <summary>A node of a filtered direct path, and its child that is not on the path (RFC 9420 section 4.1.2).</summary>
internal readonly record struct PathStep(uint Node, uint Copath);
