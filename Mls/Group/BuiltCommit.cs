using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>
/// A commit of this device, a member's or a newcomer's, built in the order of RFC 9420 section 12.4.1: proposals, path,
/// provisional context, encryption, signature, transcript, key schedule, confirmation tag.
/// </summary>
internal sealed class BuiltCommit : IDisposable
{
    private readonly NewPath? _path;
    private readonly Secret _psk;
    private readonly Secret _joiner;

    /// <summary>The init secret and the psk secret are consumed; the keys become the next epoch's.</summary>
    public BuiltCommit(PublicState state, MlsDevice device, AppliedProposals applied, IReadOnlyList<ResolvedProposal> list,
        CommitAuthor author, TreePrivateKeys keys, Secret init, Secret psk, bool withPath)
    {
        (Applied, _psk) = (applied, psk);
        try
        {
            var groupId = state.Context.GroupId;
            if (withPath)
                _path = new NewPath(applied.Tree, keys.LeafIndex, author.Leaf, device.Signer, groupId, keys);
            var rules = new LeafRules(state.Suite, applied.Extensions, device.Validation);
            if (_path is not null)
                rules.Check(_path.Leaf, groupId, keys.LeafIndex);
            rules.CheckTogether(applied.Tree);

            var provisional = applied.ProvisionalContext();
            var path = _path?.Encrypt(state.Suite, applied.Tree, applied.NewLeaves, TlsWriter.Encode(provisional));
            var commit = new MlsCommit([.. list.Select(p => p.ToWire())], path);
            Content = new FramedContent(groupId, state.Context.Epoch, author.Sender, author.AuthenticatedData, null, null, commit);
            var signature = ContentSignature.Sign(device.Signer, author.Format, Content, state.ContextBytes);
            var confirmed = TranscriptHash.Confirmed(state.InterimTranscriptHash, author.Format, Content, signature);
            var context = provisional with { ConfirmedTranscriptHash = confirmed };
            ReadOnlySpan<byte> commitSecret = _path is null ? new byte[Suite.HashBytes] : _path.CommitSecret.Span;
            _joiner = JoinerSecret.Derive(init, commitSecret, TlsWriter.Encode(context));
            Next = MlsEpoch.FromJoiner(_joiner.Copy(), psk, context, applied.Tree, keys, expectedTag: null);
            Auth = new ContentAuth(signature, Next.ConfirmationTag);
        }
        catch
        {
            keys.Dispose();
            _path?.Dispose();
            psk.Dispose();
            throw;
        }
        finally
        {
            init.Dispose();
        }
    }

    public AppliedProposals Applied { get; }

    public FramedContent Content { get; }

    public ContentAuth Auth { get; }

    public MlsEpoch Next { get; }

    /// <summary>One Welcome for all that the commit adds (RFC 9420 section 12.4.3.1); null when it adds nobody.</summary>
    public MlsWelcome? Welcome(MlsSigner signer, bool withTree)
    {
        if (Applied.Added.Count == 0)
            return null;
        var suite = Next.State.Suite;
        using var secret = JoinerSecret.Welcome(_joiner, _psk);
        Span<byte> key = stackalloc byte[suite.KeyBytes], nonce = stackalloc byte[Suite.NonceBytes];
        WelcomeKey.Derive(secret, key, nonce);
        var info = suite.Seal(key, nonce, [], TlsWriter.Encode(Next.GroupInfo(signer, withTree, withExternalKey: false)));
        return new MlsWelcome(suite.Number, [.. Applied.Added.Select(a => SecretsFor(a.Leaf, a.Package, info))], info);
    }

    public void Dispose()
    {
        _path?.Dispose();
        _psk.Dispose();
        _joiner.Dispose();
    }

    private EncryptedGroupSecrets SecretsFor(uint leaf, KeyPackage package, byte[] encryptedInfo)
    {
        var secrets = new GroupSecrets(_joiner.Span.ToArray(), _path?.SecretFor(leaf).Span.ToArray(), Applied.PreSharedKeys);
        using var joiner = new Zeroed(secrets.JoinerSecret);
        using var path = new Zeroed(secrets.PathSecret ?? []);
        using var plain = new TlsWriter();
        secrets.Write(plain);
        return new EncryptedGroupSecrets(
            package.Reference(), Hpke.EncryptWithLabel(Next.State.Suite, package.InitKey, "Welcome", encryptedInfo, plain.Written));
    }
}
