using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Tests.Mls.Fuzz;

/// <summary>Vectors of elements of two or three bytes, each of which becomes an object: the memory for them has a limit of its own.</summary>
public sealed class ManyElementsTests
{
    /// <summary>What the elements that are allowed may take, with the list that grows for them.</summary>
    private const long ElementsAllocatedBytesMax = MlsLimits.ElementsMax * 200L;

    [Test]
    public void A_message_of_the_longest_size_that_consists_of_tiny_elements_is_refused_early()
    {
        var writer = new TlsWriter();
        var vector = writer.BeginVector();
        var references = new byte[MlsLimits.MessageBytesMax - 100];
        for (var i = 0; i < references.Length; i += 2)
            references[i] = 2; // A reference of no bytes.
        writer.Raw(references);
        writer.EndVector(vector);
        writer.U8(0);
        RefusedAsTooLarge(writer.ToArray());
    }

    [Test]
    public void Elements_are_counted_across_the_vectors_that_they_are_nested_in()
    {
        const int Lists = 1_024;
        var extensions = Enumerable.Repeat(new Extension(7, []), (MlsLimits.ElementsMax / Lists) - 1).ToArray();
        ProposalOrRef[] fitting = [.. Enumerable.Repeat(new ProposalOrRef(new Proposal.GroupContextExtensions(extensions), null), Lists)];
        Assert.That(TlsReader.Decode<MlsCommit>(TlsWriter.Encode(new MlsCommit(fitting, null))).Proposals, Has.Length.EqualTo(Lists));
        RefusedAsTooLarge(TlsWriter.Encode(new MlsCommit([.. fitting, new ProposalOrRef(null, [])], null)));
    }

    [Test]
    public void Certificates_count_as_well()
    {
        var chain = Enumerable.Repeat(Array.Empty<byte>(), MlsLimits.ElementsMax).ToArray();
        var credential = new Credential(Credential.X509, [], chain);
        Assert.That(TlsReader.Decode<Credential>(TlsWriter.Encode(credential)).Certificates, Has.Length.EqualTo(chain.Length));
        var refused = Assert.Throws<MlsException>(() => TlsReader.Decode<Credential>(TlsWriter.Encode(credential with { Certificates = [.. chain, []] })))!;
        Assert.That(refused.Error, Is.EqualTo(MlsError.TooLarge));
    }

    [Test]
    public void What_the_leaves_of_a_tree_hold_counts_for_the_whole_tree()
    {
        using var writer = new TlsWriter();
        var vector = writer.BeginVector();
        for (var node = 0; node < 5; node++)
        {
            writer.U8(node % 2 == 0 ? 1 : 0);
            if (node % 2 != 0) continue;
            writer.U8(1);
            writer.Bytes([1]);
            writer.Bytes([2]);
            new Credential(Credential.X509, [], [.. Enumerable.Repeat(Array.Empty<byte>(), MlsLimits.ElementsMax / 2)]).Write(writer);
            for (var list = 0; list < 5; list++)
                writer.U16List([]);
            writer.U8(3); // A commit's leaf: its parent hash, no extensions, its signature.
            writer.Bytes([]);
            writer.Bytes([]);
            writer.Bytes([]);
        }

        writer.EndVector(vector);
        var bytes = writer.ToArray();
        var refused = Assert.Throws<MlsException>(() => TlsReader.Decode<RatchetTree>(bytes))!;
        Assert.That(refused.Error, Is.EqualTo(MlsError.TooLarge));
    }

    private static void RefusedAsTooLarge(byte[] commit)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<MlsException>(() => TlsReader.Decode<MlsCommit>(commit))!;
        Assert.That(refused.Error, Is.EqualTo(MlsError.TooLarge));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(ElementsAllocatedBytesMax));
    }
}
