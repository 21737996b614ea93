namespace FastChat.Tests.Server.Routing;

/// <summary>Two devices of two accounts that share a direct conversation.</summary>
internal abstract class DirectFixture
{
    protected TestShards Shards { get; private set; } = null!;

    protected TestDevice Ada { get; private set; } = null!;

    protected TestDevice Grace { get; private set; } = null!;

    protected ConversationId Conversation { get; private set; }

    [SetUp]
    public async Task Connect()
    {
        Shards = new TestShards();
        Ada = await Shards.DeviceAsync();
        Grace = await Shards.DeviceAsync();
        Conversation = await TestShards.DirectAsync(Ada, Grace);
    }

    [TearDown]
    public async Task Disconnect() => await Shards.DisposeAsync();
}
