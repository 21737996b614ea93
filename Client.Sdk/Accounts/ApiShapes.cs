using System.Text.Json.Serialization;

namespace FastChat.Client.Accounts;

/// <summary>The JSON bodies of the HTTP API (docs/HTTP.md), without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(GuestBody))]
[JsonSerializable(typeof(UpgradeBody))]
[JsonSerializable(typeof(ServerBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(ProfileBody))]
[JsonSerializable(typeof(ProfileChangeBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(DevicesBody))]
[JsonSerializable(typeof(MediaBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ApiShapes : JsonSerializerContext;
