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
[JsonSerializable(typeof(NewBotBody))]
[JsonSerializable(typeof(BotListBody))]
[JsonSerializable(typeof(NewApiTokenBody))]
[JsonSerializable(typeof(ApiTokenBody))]
[JsonSerializable(typeof(ApiTokenListBody))]
[JsonSerializable(typeof(BotSignInBody))]
[JsonSerializable(typeof(NonceBody))]
[JsonSerializable(typeof(OpenIdBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(ProfileBody))]
[JsonSerializable(typeof(ProfileChangeBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(DevicesBody))]
[JsonSerializable(typeof(MediaBody))]
[JsonSerializable(typeof(MediaUsageBody))]
[JsonSerializable(typeof(UploadBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ApiShapes : JsonSerializerContext;
