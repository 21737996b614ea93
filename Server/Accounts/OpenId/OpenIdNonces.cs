using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Server.Auth;
using FastChat.Server.Routing;

namespace FastChat.Server.Accounts.OpenId;

/// <summary>
/// Nonces bind an id token to a sign-in that was begun here, and let each token in once: `fcn1.` and a <see cref="TaggedText"/> of time u64 ‖ 16
/// random bytes. The key is the process's own, so a restart ends all of them and what was used need not be stored. Thread-safe.
/// </summary>
internal sealed class OpenIdNonces(TimeProvider time)
{
    private const string Prefix = "fcn1.";
    private const int Bytes = sizeof(long) + 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _used = [];
    private readonly Queue<(UInt128 Id, long ExpiresMs)> _order = new();

    public (string Nonce, long ExpiresMs) Make()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        var expires = time.GetUtcNow().AddMinutes(OpenIdLimits.NonceMinutes).ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt64BigEndian(bytes, expires);
        RandomNumberGenerator.Fill(bytes[sizeof(long)..]);
        return (TaggedText.Make(Prefix, bytes, _key), expires);
    }

    /// <summary>Uses it up; false if it is none of ours, has ended, or was used.</summary>
    public bool TryTake(string? nonce)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!TaggedText.TryRead(nonce, Prefix, _key, bytes)) return false;
        var (now, expires) = (time.GetUtcNow().ToUnixTimeMilliseconds(), BinaryPrimitives.ReadInt64BigEndian(bytes));
        if (expires <= now) return false;
        var id = BinaryPrimitives.ReadUInt128BigEndian(bytes[sizeof(long)..]);
        lock (_gate)
        {
            while (_order.TryPeek(out var oldest) && oldest.ExpiresMs <= now) _used.Remove(_order.Dequeue().Id);
            if (_used.Count >= OpenIdLimits.NoncesUsedMax) throw new RefusalException(Code.Busy, "Too many sign-ins at once.", TimeSpan.FromSeconds(5));
            if (!_used.Add(id)) return false;
            // Not in order of their ends to the minute, which only keeps some a little longer.
            _order.Enqueue((id, expires));
            return true;
        }
    }
}
