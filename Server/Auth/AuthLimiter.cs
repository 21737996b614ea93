using System.Net;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Auth;

/// <summary>
/// How often what may be tried: sign-ins per address and per handle (existing or not, so that the limit tells nothing),
/// registrations per address, look-ups per account. Checked before any work. Thread-safe.
/// </summary>
internal sealed class AuthLimiter(AuthOptions options, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RateLimit _signInsByAddress = new(options.SignInsPerAddressMinute, Minute, time);
    private readonly RateLimit _signInsByHandle = new(options.SignInsPerHandleMinute, Minute, time);
    private readonly RateLimit _registrations = new(options.RegistrationsPerAddressHour, TimeSpan.FromHours(1), time);
    private readonly RateLimit _lookUps = new(options.LookUpsPerAccountMinute, Minute, time);

    private readonly RateLimit _codes = new(options.CodesPerAccountHour, TimeSpan.FromHours(1), time);

    public void RequireSignIn(IPAddress? address, HandleKey handle)
    {
        RequireAddress(_signInsByAddress, address);
        Require(_signInsByHandle, HashCode.Combine(handle.Value));
    }

    public void RequireRegistration(IPAddress? address) => RequireAddress(_registrations, address);

    public void RequirePasswordChange(AccountId account) => Require(_signInsByHandle, HashCode.Combine(account.Value));

    /// <summary>Somebody signs in whose account is not known yet.</summary>
    public void RequireAddressSignIn(IPAddress? address) => RequireAddress(_signInsByAddress, address);

    /// <summary>A bot signs in; what is no token of any counts as one account.</summary>
    public void RequireTokenSignIn(IPAddress? address, AccountId bot)
    {
        RequireAddress(_signInsByAddress, address);
        Require(_signInsByHandle, HashCode.Combine(bot.Value));
    }

    /// <summary>A code is guessed at, or asked for.</summary>
    public void RequireCode(AccountId account) => Require(_codes, HashCode.Combine(account.Value));

    public void RequireLookUp(AccountId account) => Require(_lookUps, HashCode.Combine(account.Value));

    private void RequireAddress(RateLimit limit, IPAddress? address)
    {
        if (!options.AddressLimitsLifted) Require(limit, AddressKey.Of(address));
    }

    private static void Require(RateLimit limit, int key)
    {
        if (!limit.TryTake(key, out var retryAfter)) throw new RefusalException(Code.RateLimited, "Too many attempts; wait.", retryAfter);
    }
}
