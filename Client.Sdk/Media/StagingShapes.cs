using System.Text.Json.Serialization;

namespace FastChat.Client.Media;

/// <summary>The staging records' form on disk, without reflection.</summary>
[JsonSerializable(typeof(StagedDraft))]
internal sealed partial class StagingShapes : JsonSerializerContext;
