using FastChat.Protocol;

namespace FastChat.Tests.Support.Raw;

/// <summary>What became of one entry: its sequence, or the refusal.</summary>
internal sealed record SendOutcome(ulong Sequence, long ServerTimeMs, SendRefused? Refusal)
{
    /// <summary>The refusal's code, or <see cref="Code.Unspecified"/> when the entry was accepted.</summary>
    public Code Code => Refusal?.Code ?? Code.Unspecified;
}
