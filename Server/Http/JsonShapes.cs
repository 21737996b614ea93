using System.Text.Json.Serialization;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Http.Bodies.Admin;

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
[JsonSerializable(typeof(NewInvitationBody))]
[JsonSerializable(typeof(InvitationBody))]
[JsonSerializable(typeof(InvitationListBody))]
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
[JsonSerializable(typeof(NewBotBody))]
[JsonSerializable(typeof(BotListBody))]
[JsonSerializable(typeof(NewApiTokenBody))]
[JsonSerializable(typeof(ApiTokenBody))]
[JsonSerializable(typeof(ApiTokenListBody))]
[JsonSerializable(typeof(BotSignInBody))]
[JsonSerializable(typeof(WebhookPostBody))]
[JsonSerializable(typeof(NonceBody))]
[JsonSerializable(typeof(OpenIdBody))]
[JsonSerializable(typeof(BackendSessionBody))]
[JsonSerializable(typeof(BackendRevokeBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(UpdateProfileBody))]
[JsonSerializable(typeof(ProfileBody))]
[JsonSerializable(typeof(DeviceListBody))]
[JsonSerializable(typeof(MediaBody))]
[JsonSerializable(typeof(MediaUsageBody))]
[JsonSerializable(typeof(UploadBody))]
[JsonSerializable(typeof(SeedBody))]
[JsonSerializable(typeof(IReadOnlyList<SeededBody>))]
[JsonSerializable(typeof(AdminAccountBody))]
[JsonSerializable(typeof(AdminAccountPageBody))]
[JsonSerializable(typeof(DisableBody))]
[JsonSerializable(typeof(ResetPasswordBody))]
[JsonSerializable(typeof(NewPasswordBody))]
[JsonSerializable(typeof(QuotaBody))]
[JsonSerializable(typeof(NewBanBody))]
[JsonSerializable(typeof(BanBody))]
[JsonSerializable(typeof(BanListBody))]
[JsonSerializable(typeof(NewKeyBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(KeyListBody))]
[JsonSerializable(typeof(AuditPageBody))]
internal sealed partial class JsonShapes : JsonSerializerContext;
