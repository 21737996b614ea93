using System.Text.Json.Nodes;

namespace FastChat.Tests.Mls.Interop;

/// <summary>One member of the group that is played, whoever plays it.</summary>
internal sealed record InteropMember(string Name, IPeer Peer)
{
    /// <summary>Messages that were sent to it and that it has not been given yet, with what they say.</summary>
    public List<(long Epoch, string Message, string Data)> Late { get; } = [];

    public bool IsDotnet => Peer.Language == "dotnet";

    public JsonObject Ask(string request, JsonObject? details = null)
    {
        details ??= [];
        details["request"] = request;
        details["member"] = Name;
        var answer = Peer.Ask(details);
        return answer["error"] is { } error ? throw new InteropFailure($"{Peer.Language} {Name}, {request}: {error}") : answer;
    }

    public string Message(string request, JsonObject? details = null) => (string)Ask(request, details)["message"]!;
}
