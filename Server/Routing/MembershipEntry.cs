using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Server.Routing;

/// <summary>Encodes the log entry of a membership change: made by the server in the actor's name, without a send number.</summary>
internal static class MembershipEntry
{
    public static byte[] Encode(AccountId actor, DeviceId device, ulong messageId, MembershipChange change)
    {
        var fields = new EntryFields { Kind = EntryKind.Membership, MessageId = messageId, Content = change.ToByteArray() };
        var entry = new byte[EntryWriter.Size(actor, device, sendNumber: 0, fields)];
        EntryWriter.Write(entry, actor, device, sendNumber: 0, fields);
        return entry;
    }
}
