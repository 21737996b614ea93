using System.Net;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Auth;

/// <summary>
/// How often what may be asked: by address, by handle (existing or not, so that the limit tells nothing), by account. Checked before any work,
/// against the limits that are in force then. Thread-safe.
/// </summary>
internal sealed class AuthLimiter(Live<AuthOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly RateLimit _signInsByAddress = new(1, Minute, time);
    private readonly RateLimit _signInsByHandle = new(1, Minute, time);
    private readonly RateLimit _registrations = new(1, Hour, time);
    private readonly RateLimit _lookUps = new(1, Minute, time);
    private readonly RateLimit _reports = new(1, Hour, time);
    private readonly RateLimit _exports = new(1, TimeSpan.FromDays(1), time);
    private readonly RateLimit _requests = new(1, Minute, time);
    private readonly RateLimit _searches = new(1, Minute, time);
    private readonly RateLimit _conversations = new(1, Hour, time);
    private readonly RateLimit _webhooks = new(1, Hour, time);
    private readonly RateLimit _uploads = new(1, Hour, time);
    private readonly RateLimit _httpRequests = new(1, Minute, time);
    private readonly RateLimit _codes = new(1, Hour, time);

    private AuthOptions Now => options.Value;

    public void RequireSignIn(IPAddress? address, HandleKey handle)
    {
        RequireAddressSignIn(address);
        Require(_signInsByHandle, HashCode.Combine(handle.Value), Now.SignInsPerHandleMinute);
    }

    /// <summary>Somebody signs in whose account is not known yet.</summary>
    public void RequireAddressSignIn(IPAddress? address)
    {
        if (!Now.LimitsLifted) Require(_signInsByAddress, AddressKey.Of(address), Now.SignInsPerAddressMinute);
    }

    /// <summary>A bot signs in; what is no token of any counts as one account.</summary>
    public void RequireTokenSignIn(IPAddress? address, AccountId bot)
    {
        RequireAddressSignIn(address);
        Require(_signInsByHandle, bot, Now.SignInsPerHandleMinute);
    }

    /// <summary>A code is guessed at, or asked for.</summary>
    public void RequireCode(AccountId account) => Require(_codes, account, Now.CodesPerAccountHour);

    public void RequireRegistration(IPAddress? address)
    {
        if (!Now.LimitsLifted) Require(_registrations, AddressKey.Of(address), Now.RegistrationsPerAddressHour);
    }

    public void RequirePasswordChange(AccountId account) => Require(_signInsByHandle, account, Now.SignInsPerHandleMinute);

    public void RequireLookUp(AccountId account) => Require(_lookUps, account, Now.LookUpsPerAccountMinute);

    public void RequireReport(AccountId account) => Require(_reports, account, Now.ReportsPerAccountHour);

    public void RequireExport(AccountId account) => Require(_exports, account, Now.ExportsPerAccountDay);

    /// <summary>Any request but a send, over a connection or HTTP: all devices of an account together.</summary>
    public void RequireRequest(AccountId account) => Require(_requests, account, Unless(Now.RequestsPerAccountMinute));

    public void RequireSearch(AccountId account) => Require(_searches, account, Unless(Now.SearchesPerAccountMinute));

    /// <summary>Making a conversation.</summary>
    public void RequireConversation(AccountId account) => Require(_conversations, account, Unless(Now.ConversationsPerAccountHour));

    /// <summary>Making an incoming webhook, and with it an account.</summary>
    public void RequireWebhook(AccountId account) => Require(_webhooks, account, Unless(Now.WebhooksPerAccountHour));

    public void RequireUpload(AccountId account) => Require(_uploads, account, Unless(Now.UploadsPerAccountHour));

    public void RequireHttp(IPAddress? address)
    {
        // None: it came through the admin socket.
        if (address is not null) Require(_httpRequests, AddressKey.Of(address), Unless(Now.HttpRequestsPerAddressMinute));
    }

    /// <summary>The same as an answer: false takes nothing.</summary>
    public bool AllowsHttp(IPAddress? address) => address is null || Allows(_httpRequests, AddressKey.Of(address), Unless(Now.HttpRequestsPerAddressMinute), out _);

    private int Unless(int limit) => Now.LimitsLifted ? 0 : limit;

    private static void Require(RateLimit limit, AccountId account, int countMax) => Require(limit, HashCode.Combine(account.Value), countMax);

    private static bool Allows(RateLimit limit, int key, int countMax, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        return countMax <= 0 || limit.TryTake(key, countMax, out retryAfter);
    }

    private static void Require(RateLimit limit, int key, int countMax)
    {
        if (!Allows(limit, key, countMax, out var retryAfter))
            throw new RefusalException(Code.RateLimited, "Too many attempts; wait.", retryAfter);
    }
}
