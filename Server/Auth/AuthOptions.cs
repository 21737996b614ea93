namespace FastChat.Server.Auth;

/// <summary>What an operator sets about who may ask what how often; the server's options say what each means. 0: no limit, where they allow it.</summary>
internal sealed record AuthOptions(
    int DevicesPerAccountMax,
    int SignInsPerAddressMinute,
    int SignInsPerHandleMinute,
    int RegistrationsPerAddressHour,
    int LookUpsPerAccountMinute,
    int CodesPerAccountHour,
    int ReportsPerAccountHour,
    int ExportsPerAccountDay,
    int RequestsPerAccountMinute,
    int SearchesPerAccountMinute,
    int ConversationsPerAccountHour,
    int WebhooksPerAccountHour,
    int UploadsPerAccountHour,
    int HttpRequestsPerAddressMinute,
    bool LimitsLifted);
