using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing.Commands;

/// <summary>Carries all conversations of a session that one loop owns, so that coming and going costs one queue slot.</summary>
/// <param name="shard">Any shard of that loop.</param>
/// <param name="conversations">Those of that loop.</param>
/// <param name="run">Called on the loop for each conversation.</param>
/// <param name="refused">Called once if the loop does not take the command, with the number of conversations.</param>
internal sealed class SessionCommand(
    byte shard,
    IReadOnlyList<ConversationId> conversations,
    Action<ShardLoop, ConversationId> run,
    Action<Code, string, int> refused) : ShardCommand
{
    public override byte Shard => shard;

    public override void Run(ShardLoop loop)
    {
        foreach (var conversation in conversations)
        {
            run(loop, conversation);
        }
    }

    public override void Refuse(Code code, string message) => refused(code, message, conversations.Count);
}
