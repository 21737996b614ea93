using FastChat.Protocol;

namespace FastChat.Server.Handlers;

/// <summary>The last message of a block. Shared by all who are told of it, so nobody changes it.</summary>
/// <param name="Sequence">0: the block holds none.</param>
/// <param name="Preview">Without content, if that is long.</param>
internal sealed record MessagePreview(ulong Sequence, Entry? Preview);
