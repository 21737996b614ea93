using System.Text.Json.Serialization;

namespace FastChat.Server.Http.Bodies;

/// <summary>An error body (RFC 9457) with the wire's number.</summary>
/// <param name="Type">`urn:fastchat:code:NUMBER`.</param>
/// <param name="Title">The code's name in protocol.proto.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">English, for developers.</param>
/// <param name="Code">The number in protocol.proto.</param>
/// <param name="RetryAfterMs">When to repeat the request; absent: no advice.</param>
/// <param name="Ticket">With SECOND_STEP_NEEDED: what shows that the first step is done. Absent otherwise.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    int Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ticket = null);
