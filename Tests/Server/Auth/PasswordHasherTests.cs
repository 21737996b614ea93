using FastChat.Protocol;
using FastChat.Server.Auth;
using FastChat.Server.Routing;

namespace FastChat.Tests.Server.Auth;

public sealed class PasswordHasherTests
{
    private static readonly PasswordCost Cheap = new(64, 1);

    [Test]
    public async Task A_password_verifies_against_its_own_hash_only()
    {
        using var hasher = new PasswordHasher(Cheap, 1, 4);
        var hash = await hasher.HashAsync("correct horse", default);
        Assert.That(await hasher.VerifyAsync("correct horse", hash, default), Is.True);
        Assert.That(await hasher.VerifyAsync("correct house", hash, default), Is.False);
        Assert.That((await hasher.HashAsync("correct horse", default)).Salt, Is.Not.EqualTo(hash.Salt));
    }

    [Test]
    public async Task An_old_hash_verifies_at_its_own_cost()
    {
        using var old = new PasswordHasher(new PasswordCost(128, 2), 1, 4);
        using var now = new PasswordHasher(Cheap, 1, 4);
        Assert.That(await now.VerifyAsync("correct horse", await old.HashAsync("correct horse", default), default), Is.True);
    }

    [Test]
    public async Task An_unknown_account_costs_one_hash_and_never_matches()
    {
        using var hasher = new PasswordHasher(Cheap, 1, 4);
        Assert.That(await hasher.VerifyAsync("anything", null, default), Is.False);
        Assert.That(hasher.HashCount, Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_queue_answers_busy_at_once_and_recovers()
    {
        using var held = new HeldHashes();
        using var hasher = new PasswordHasher(Cheap, 1, 2);
        var taken = Enumerable.Range(0, 3).Select(_ => hasher.HashAsync("correct horse", default)).ToArray();
        var refusal = Assert.ThrowsAsync<RefusalException>(() => hasher.HashAsync("correct horse", default))!;
        Assert.That(refusal.Code, Is.EqualTo(Code.Busy));
        Assert.That(refusal.RetryAfter, Is.Not.Null);
        held.LetGo();
        await Task.WhenAll(taken);
        Assert.That(await hasher.HashAsync("correct horse", default), Is.Not.Null);
        Assert.That(hasher.HashCount, Is.EqualTo(4));
    }

    [Test]
    public async Task A_caller_who_leaves_the_queue_frees_the_place()
    {
        using var held = new HeldHashes();
        using var hasher = new PasswordHasher(Cheap, 1, 1);
        var running = hasher.HashAsync("correct horse", default);
        using var gone = new CancellationTokenSource();
        var waiting = hasher.HashAsync("correct horse", gone.Token);
        Cancel(gone); // At once: CancelAsync would wait for a thread of the pool, which the other tests keep busy.
        Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        var next = hasher.HashAsync("correct horse", default);
        held.LetGo();
        await Task.WhenAll(running, next);
        Assert.That(hasher.HashCount, Is.EqualTo(2));
    }

    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}
