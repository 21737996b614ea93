using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>What a server can push by.</summary>
/// <param name="PublicKey">The P-256 point that push services know the server by: the <c>applicationServerKey</c> of a browser's subscription.</param>
/// <param name="Kinds">Ways that are configured.</param>
/// <param name="PreviewsAllowed">Whether notices may hold messages.</param>
public sealed record PushServer(ReadOnlyMemory<byte> PublicKey, ImmutableArray<PushKind> Kinds, bool PreviewsAllowed);
