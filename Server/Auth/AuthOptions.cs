namespace FastChat.Server.Auth;

/// <summary>What an operator sets about signing in; the server's options say what each means.</summary>
internal sealed record AuthOptions(
    int DevicesPerAccountMax,
    int SignInsPerAddressMinute,
    int SignInsPerHandleMinute,
    int RegistrationsPerAddressHour,
    int LookUpsPerAccountMinute,
    int CodesPerAccountHour,
    bool AddressLimitsLifted);
