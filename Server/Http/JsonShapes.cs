using System.Text.Json.Serialization;

namespace FastChat.Server.Http;

/// <summary>Every JSON body of the API. Reading is strict: no unknown, missing or repeated members, no wrong case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = HttpLimits.JsonDepthMax)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Discovery))]
internal sealed partial class JsonShapes : JsonSerializerContext;
