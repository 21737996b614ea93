using System.Diagnostics;
using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;
using FastChat.Tests.Mls.Rules;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Fuzz;

/// <summary>
/// Hostile input: real messages, mutated. Only the library's own exceptions come out, nothing hangs, and what is allocated is bounded by
/// the input's size. The seed is printed; FASTCHAT_MLS_FUZZ_SECONDS and _SEED change how long and which.
/// </summary>
[TestFixture, Category("Long")]
internal sealed class FuzzTests
{
    private const int DefaultSeconds = 45;
    private const int AllocatedBytesPerInputByte = 400;
    private const int AllocatedBytesBase = 256 * 1024;
    private static readonly TimeSpan InputTimeMax = TimeSpan.FromSeconds(2);

    private readonly int _seed = Setting("SEED") ?? Environment.TickCount;
    private Random _random = null!;

    [SetUp]
    public void SetUp()
    {
        _random = new Random(_seed);
        TestContext.Out.WriteLine($"seed {_seed}");
    }

    [Test]
    public void The_decoder_refuses_mutated_messages_in_bounded_memory()
    {
        using var parties = Grown();
        var corpus = Corpus(parties);
        corpus.Add(parties[0].Group.ExportRatchetTree());
        Run(corpus, input =>
        {
            Decode<MlsMessage>(input);
            Decode<RatchetTree>(input);
            Decode<GroupSecrets>(input);
        });
    }

    [Test]
    public void A_group_refuses_mutated_messages_and_goes_on()
    {
        using var parties = Grown();
        var victim = parties[1];
        var corpus = Corpus(parties);
        Run(corpus, input =>
        {
            try
            {
                victim.Group.Process(input);
                Assert.Fail($"a mutated message was accepted: {Convert.ToHexString(input)}");
            }
            catch (MlsException)
            {
                // Refused, as it should be.
            }
        });
        Assert.That(victim.Read(parties[0].Encrypt("still here")), Is.EqualTo("still here"));
    }

    [Test]
    public void A_member_that_signs_mutated_commits_breaks_nobody_else()
    {
        using var parties = Grown();
        var (victim, rogue) = (parties[1], parties[2]);
        var commits = Corpus(parties).Select(m => TlsReader.Decode<MlsMessage>(m).Public?.Content.Commit).OfType<MlsCommit>().ToList();
        long signed = 0;
        Run(commits.ConvertAll(TlsWriter.Encode), input =>
        {
            try
            {
                var commit = TlsReader.Decode<MlsCommit>(input);
                signed++;
                victim.Group.Process(Rogue.Commit(rogue, commit.Path, commit.Proposals));
                Assert.Fail($"a mutated commit was accepted: {Convert.ToHexString(input)}");
            }
            catch (MlsException)
            {
                // Refused, as it should be.
            }
        }, seconds: 15);
        TestContext.Out.WriteLine($"{signed} of them were well-formed, signed and processed");
        Assert.That(signed, Is.GreaterThan(100));
        Assert.That(victim.Read(parties[0].Encrypt("still here")), Is.EqualTo("still here"));
    }

    [Test]
    public void Joining_refuses_mutated_Welcomes_and_GroupInfos()
    {
        using var parties = Grown();
        using var newcomer = Parties.Named(50);
        using var package = newcomer.KeyPackage();
        var bundle = parties[0].Group.Commit(new MlsCommitOptions { Add = [package.Message] });
        List<byte[]> corpus = [bundle.Welcome!.Value.ToArray(), bundle.GroupInfo.ToArray()];
        Run(corpus, input =>
        {
            try
            {
                if (MlsEnvelope.Read(input).Kind == MlsMessageKind.GroupInfo)
                    MlsGroup.JoinExternally(newcomer.Device, input, [], new RecordStore()).Group.Dispose();
                else
                    MlsGroup.Join(newcomer.Device, package, input, [], new RecordStore()).Dispose();
                Assert.Fail($"a mutated invitation was accepted: {Convert.ToHexString(input)}");
            }
            catch (MlsException)
            {
                // Refused, as it should be.
            }
        }, seconds: 10);
    }

    private void Run(List<byte[]> corpus, Action<byte[]> target, int? seconds = null)
    {
        var limit = TimeSpan.FromSeconds(Setting("SECONDS") ?? seconds ?? DefaultSeconds);
        var clock = Stopwatch.StartNew();
        long inputs = 0;
        while (clock.Elapsed < limit)
        {
            var input = Mutate(corpus);
            if (corpus.Exists(c => c.AsSpan().SequenceEqual(input)))
                continue;
            var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                target(input);
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"{e}\n{Convert.ToHexString(input)}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(InputTimeMax), Convert.ToHexString(input));
            Assert.That(allocated, Is.LessThan(AllocatedBytesBase + (long)input.Length * AllocatedBytesPerInputByte), Convert.ToHexString(input));
            inputs++;
        }

        TestContext.Out.WriteLine($"{inputs} inputs in {clock.Elapsed.TotalSeconds:F0} s");
        Assert.That(inputs, Is.GreaterThan(100));
    }

    private byte[] Mutate(List<byte[]> corpus)
    {
        var input = corpus[_random.Next(corpus.Count)].ToArray();
        for (var count = _random.Next(1, 5); count > 0 && input.Length > 0; count--)
        {
            var place = _random.Next(input.Length);
            switch (_random.Next(6))
            {
                case 0:
                    input[place] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    input[place] = (byte)_random.Next(256);
                    break;
                case 2:
                    input = input[..place];
                    break;
                case 3:
                    input = [.. input[..place], .. Junk(_random.Next(1, 40)), .. input[place..]];
                    break;
                case 4:
                    // A length that promises much.
                    input = [.. input[..place], 0xBF, 0xFF, 0xFF, 0xFF, .. input[place..]];
                    break;
                default:
                    var other = corpus[_random.Next(corpus.Count)];
                    input = [.. input[..place], .. other[_random.Next(other.Length)..]];
                    break;
            }
        }

        return input;
    }

    private byte[] Junk(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static void Decode<T>(byte[] input) where T : ITlsStruct<T>
    {
        try
        {
            TlsReader.Decode<T>(input);
        }
        catch (MlsException)
        {
            // Refused, as it should be.
        }
    }

    private static Parties Grown()
    {
        var parties = Parties.Of(6);
        for (var i = 0; i < 3; i++)
        {
            parties.Commit(2 * i);
        }

        return parties;
    }

    /// <summary>Everything that travels, of the group's current epoch; the messages are real and not yet processed by anybody else.</summary>
    private static List<byte[]> Corpus(Parties parties)
    {
        using var newcomer = Parties.Named(40);
        using var package = newcomer.KeyPackage();
        using var stranger = Parties.Named(41);
        var commit = parties[2].Group.Commit(new MlsCommitOptions { Add = [package.Message], ForcePath = true });
        parties[2].Group.DiscardPendingCommit();
        var sealedCommit = parties[3].Group.Commit(new MlsCommitOptions { Encrypted = true });
        parties[3].Group.DiscardPendingCommit();
        return
        [
            commit.Commit.ToArray(), commit.Welcome!.Value.ToArray(), commit.GroupInfo.ToArray(), sealedCommit.Commit.ToArray(),
            package.Message.ToArray(), parties[4].Group.ProposeUpdate(), parties[4].Group.ProposeRemove(1), parties[4].Group.ProposeAdd(package.Message.Span, encrypted: true),
            parties[5].Encrypt("an application message"), stranger.JoinExternally(parties[0].Group.ExportGroupInfo()),
        ];
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable("FASTCHAT_MLS_FUZZ_" + name), out var value) ? value : null;
}
