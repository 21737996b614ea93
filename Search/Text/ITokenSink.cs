namespace FastChat.Search.Text;

/// <summary>Gets the words of a text.</summary>
public interface ITokenSink
{
    /// <summary>One word. The term is valid during the call.</summary>
    /// <param name="term">Folded, in UTF-8.</param>
    /// <param name="position">Counts the words of the text from 0.</param>
    /// <param name="start">Where it stands in the text, in UTF-16 code units.</param>
    /// <param name="length">How much of the text it is.</param>
    void Add(scoped ReadOnlySpan<byte> term, int position, int start, int length);
}
