using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;
using NSec.Cryptography;

namespace FastChat.Server.Auth;

/// <summary>
/// Argon2id behind a bounded worker: at most so many computations at once (each holds its memory), so many more in line,
/// and BUSY beyond that, so that a storm of log-ins cannot take the memory or the cores of the message path. Thread-safe.
/// </summary>
internal sealed class PasswordHasher(PasswordCost cost, int workersMax, int queueMax) : IDisposable
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private readonly SemaphoreSlim _workers = new(workersMax, workersMax);
    private readonly int _placesMax = workersMax + queueMax;
    private readonly byte[] _dummySalt = RandomNumberGenerator.GetBytes(SaltBytes);
    private int _places;
    private long _hashCount;

    /// <summary>Computations so far. What tests count instead of measuring time.</summary>
    public long HashCount => Interlocked.Read(ref _hashCount);

    /// <summary>Hashes a new password under a fresh salt.</summary>
    public Task<PasswordHash> HashAsync(string password, CancellationToken cancellation) => RunAsync(
        () =>
        {
            var salt = RandomNumberGenerator.GetBytes(SaltBytes);
            return new PasswordHash(cost, salt, Derive(password, salt, cost));
        },
        cancellation);

    /// <summary>
    /// Compares in constant time. Null (an unknown account) costs exactly one computation too and is never equal.
    /// </summary>
    public Task<bool> VerifyAsync(string password, PasswordHash? stored, CancellationToken cancellation) => RunAsync(
        () =>
        {
            var derived = Derive(password, stored?.Salt ?? _dummySalt, stored?.Cost ?? cost);
            return CryptographicOperations.FixedTimeEquals(derived, stored?.Hash ?? new byte[HashBytes]) && stored is not null;
        },
        cancellation);

    public void Dispose() => _workers.Dispose();

    private async Task<T> RunAsync<T>(Func<T> compute, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _places) > _placesMax)
        {
            Interlocked.Decrement(ref _places);
            throw new RefusalException(
                Code.Busy, "Too many sign-ins at once.", TimeSpan.FromSeconds(AuthLimits.PasswordRetryAfterSeconds));
        }

        Instruments.PasswordQueueDepth.Add(1);
        try
        {
            await _workers.WaitAsync(cancellation);
            try
            {
                cancellation.ThrowIfCancellationRequested(); // It may have come together with the place.
                return await Task.Run(compute, CancellationToken.None);
            }
            finally
            {
                _workers.Release();
            }
        }
        finally
        {
            Instruments.PasswordQueueDepth.Add(-1);
            Interlocked.Decrement(ref _places);
        }
    }

    private byte[] Derive(string password, byte[] salt, PasswordCost with)
    {
        Interlocked.Increment(ref _hashCount);
        Instruments.PasswordHashes.Add(1);
        var algorithm = PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters
        {
            DegreeOfParallelism = 1,
            MemorySize = with.MemoryKiB,
            NumberOfPasses = with.Passes,
        });
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return algorithm.DeriveBytes(bytes, salt, HashBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
