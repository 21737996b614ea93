using FastChat.Protocol;

namespace FastChat.Tests.Permissions;

/// <summary>
/// One operation, how to ask for it, and what each actor gets: a code, or <see cref="Code.Unspecified"/> for "it is done".
/// Revoked devices and expired tokens get nothing at all, whatever they ask: that needs no column here.
/// </summary>
internal sealed record MatrixRow(
    string Name,
    ClientFrame.RequestOneofCase Operation,
    Func<MatrixStage, Actor, ClientFrame> Ask,
    Code Owner,
    Code Admin,
    Code Member,
    Code ExMember,
    Code Stranger,
    Code Moderator,
    Code Muted,
    Code Banned)
{
    public Code Expected(Actor actor) => actor switch
    {
        Actor.Owner => Owner,
        Actor.Admin => Admin,
        Actor.Member => Member,
        Actor.ExMember => ExMember,
        Actor.Stranger => Stranger,
        Actor.Moderator => Moderator,
        Actor.Muted => Muted,
        Actor.Banned => Banned,
        _ => throw new ArgumentOutOfRangeException(nameof(actor)),
    };

    public override string ToString() => Name;
}
