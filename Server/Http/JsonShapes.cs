using System.Text.Json.Serialization;
using FastChat.Server.Http.Bodies;

namespace FastChat.Server.Http;

/// <summary>Every JSON body of the API. Reading is strict: no unknown, missing or repeated members, no wrong case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = HttpLimits.JsonDepthMax)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(DiscoveryBody))]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(GuestBody))]
[JsonSerializable(typeof(UpgradeBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(SecondStepBody))]
[JsonSerializable(typeof(TwoStepBody))]
[JsonSerializable(typeof(TwoStepSecretBody))]
[JsonSerializable(typeof(RecoveryCodesBody))]
[JsonSerializable(typeof(CodeBody))]
[JsonSerializable(typeof(CurrentPasswordBody))]
[JsonSerializable(typeof(PasswordAndCodeBody))]
[JsonSerializable(typeof(EmailBody))]
[JsonSerializable(typeof(SetEmailBody))]
[JsonSerializable(typeof(ResetRequestBody))]
[JsonSerializable(typeof(ResetBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(UpdateProfileBody))]
[JsonSerializable(typeof(ProfileBody))]
[JsonSerializable(typeof(DeviceListBody))]
[JsonSerializable(typeof(MediaBody))]
[JsonSerializable(typeof(SeedBody))]
[JsonSerializable(typeof(IReadOnlyList<SeededBody>))]
internal sealed partial class JsonShapes : JsonSerializerContext;
