using Microsoft.AspNetCore.Connections;

namespace FastChat.Bench.Peers.Raw;

/// <summary>The relay: a message goes to everybody in its room but its sender, who gets an ack.</summary>
internal sealed class RelayHandler(RelayRooms rooms) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var client = new RelayClient(rooms, new RelayConnection(connection));
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync();
                var consumed = client.Drain(read.Buffer);
                input.AdvanceTo(consumed, read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception loss) when (loss is IOException or OperationCanceledException or InvalidDataException)
        {
            // The client is gone, or sent what is no frame: its connection ends.
        }
        finally
        {
            client.End();
        }
    }
}
