using System.Collections.Immutable;

namespace FastChat.Client.Connections;

/// <summary>Where the server can be reached.</summary>
internal interface IEndpointSource
{
    /// <summary>tcp, tls, ws or wss addresses, the best first.</summary>
    ValueTask<ImmutableArray<Uri>> ResolveAsync(CancellationToken cancellationToken);
}
