using System.Buffers.Binary;

namespace FastChat.Search.Index;

/// <summary>
/// Terms for what is no word of the text: sender, mentions, traits. They stand at the place before the text's first word,
/// and begin with a byte that no word has.
/// </summary>
internal static class Marks
{
    public const int BytesMax = 2 + 16;

    private const byte Lead = 1;
    private const byte Sender = (byte)'f';
    private const byte Mention = (byte)'m';
    private const byte Everyone = (byte)'e';
    private const byte Trait = (byte)'h';

    public static byte[] OfSender(UInt128 account) => OfAccount(Sender, account);

    public static byte[] OfMention(UInt128 account) => OfAccount(Mention, account);

    public static byte[] OfEveryone() => [Lead, Everyone];

    public static byte[] OfTrait(ContentTraits trait) => [Lead, Trait, (byte)(int.Log2((int)trait) + 1)];

    /// <summary>Tells each mark of a document once.</summary>
    public static void Visit<TVisitor>(SearchDocument document, ref TVisitor visitor)
        where TVisitor : IMarkVisitor, allows ref struct
    {
        Span<byte> mark = stackalloc byte[BytesMax];
        visitor.Visit(Write(mark, Sender, document.Sender));
        foreach (var account in document.Mentions ?? []) visitor.Visit(Write(mark, Mention, account));
        if (document.MentionsEveryone) visitor.Visit([Lead, Everyone]);
        for (var bit = 0; (int)document.Traits >> bit != 0; bit++)
        {
            if (((int)document.Traits >> bit & 1) != 0) visitor.Visit([Lead, Trait, (byte)(bit + 1)]);
        }
    }

    private static byte[] OfAccount(byte kind, UInt128 account)
    {
        var mark = new byte[BytesMax];
        Write(mark, kind, account);
        return mark;
    }

    private static ReadOnlySpan<byte> Write(Span<byte> mark, byte kind, UInt128 account)
    {
        mark[0] = Lead;
        mark[1] = kind;
        BinaryPrimitives.WriteUInt128BigEndian(mark[2..], account);
        return mark[..BytesMax];
    }
}
