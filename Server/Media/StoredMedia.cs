using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>A blob that its uploader may refer to from now on.</summary>
internal sealed record StoredMedia(MediaId Media, MediaReferenceRecord Reference);
