using System.Collections.Immutable;

namespace FastChat.Client.Connections;

/// <summary>One address that was named outright.</summary>
internal sealed class FixedEndpoint(Uri endpoint) : IEndpointSource
{
    public ValueTask<ImmutableArray<Uri>> ResolveAsync(CancellationToken cancellationToken) => new([endpoint]);
}
