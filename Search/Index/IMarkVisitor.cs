namespace FastChat.Search.Index;

/// <summary>Gets the marks of a document.</summary>
internal interface IMarkVisitor
{
    void Visit(scoped ReadOnlySpan<byte> mark);
}
