using System.Text;
using System.Text.Json.Nodes;
using FastChat.Mls;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Interop;

/// <summary>The same requests, answered by FastChat.Mls through its public API.</summary>
internal sealed class DotnetPeer : IPeer
{
    private readonly Dictionary<string, Party> _members = [];
    private readonly Dictionary<string, MlsKeyPackage> _packages = [];
    private MlsCipherSuite _suite;

    public string Language => "dotnet";

    public JsonObject Ask(JsonObject request)
    {
        try
        {
            var name = (string?)request["member"];
            if (name is not null && !_members.ContainsKey(name))
                _members[name] = new Party(name, _suite);
            return Answer((string)request["request"]!, request, name is null ? null! : _members[name]);
        }
        catch (MlsException e)
        {
            return new JsonObject { ["error"] = e.ToString() };
        }
    }

    public void Dispose()
    {
        foreach (var member in _members.Values)
        {
            member.Dispose();
        }

        _members.Clear();
    }

    private JsonObject Answer(string what, JsonObject request, Party member)
    {
        var encrypted = (bool?)request["encrypted"] ?? false;
        switch (what)
        {
            case "suite":
                Dispose();
                _suite = (MlsCipherSuite)(int)request["suite"]!;
                return [];
            case "keyPackage":
                _packages[member.Name] = member.KeyPackage();
                return Message(_packages[member.Name].Message.Span);
            case "create":
                member.Group = MlsGroup.Create(member.Device, Bytes(request["groupId"]), member.Store, suite: _suite);
                return [];
            case "join":
                member.Group = MlsGroup.Join(member.Device, _packages[member.Name], Bytes(request["welcome"]), [], member.Store);
                return [];
            case "external":
                var replaced = (bool)request["resync"]! ? member.Group.OwnLeaf : (int?)null;
                return Message(member.JoinExternally(Bytes(request["groupInfo"]), replaced));
            case "groupInfo":
                return Message(member.Group.ExportGroupInfo());
            case "commit":
                var bundle = member.Group.Commit(new MlsCommitOptions
                {
                    Add = [.. Array(request["add"]).Select(a => (ReadOnlyMemory<byte>)Bytes(a))],
                    Remove = [.. Array(request["remove"]).Select(r => (int)r!)],
                    ForcePath = (bool?)request["path"] ?? false,
                    Encrypted = encrypted,
                });
                var answer = Message(bundle.Commit.Span);
                answer["welcome"] = bundle.Welcome is { } welcome ? Convert.ToHexString(welcome.Span) : null;
                return answer;
            case "accept":
                member.Group.ApplyPendingCommit();
                return [];
            case "propose":
                return Message(request["add"] is { } add ? member.Group.ProposeAdd(Bytes(add), encrypted)
                    : request["remove"] is { } remove ? member.Group.ProposeRemove((int)remove, encrypted) : member.Group.ProposeUpdate(encrypted));
            case "process":
                var received = member.Group.Process(Bytes(request["message"]));
                return received.Kind == MlsReceivedKind.Application ? new JsonObject { ["data"] = Convert.ToHexString(received.Data.Span) } : [];
            case "encrypt":
                return Message(member.Group.Encrypt(Bytes(request["data"])));
            case "state":
                return State(member.Group);
            case "restart":
                member.Restart();
                return [];
            default:
                _members.Remove(member.Name);
                member.Dispose();
                return [];
        }
    }

    private static JsonObject State(MlsGroup group) => new()
    {
        ["active"] = !group.HasEnded,
        ["epoch"] = group.Epoch,
        ["authenticator"] = group.HasEnded ? "" : Convert.ToHexString(group.EpochAuthenticator.Span),
        ["leaf"] = group.OwnLeaf,
        ["members"] = new JsonArray([.. group.Members.Select(m => new JsonObject
        {
            ["name"] = Encoding.UTF8.GetString(m.Identity.Identity.Span),
            ["leaf"] = m.LeafIndex,
        })]),
    };

    private static JsonObject Message(ReadOnlySpan<byte> bytes) => new() { ["message"] = Convert.ToHexString(bytes) };

    private static byte[] Bytes(JsonNode? hex) => Convert.FromHexString((string)hex!);

    private static JsonArray Array(JsonNode? array) => array?.AsArray() ?? [];
}
