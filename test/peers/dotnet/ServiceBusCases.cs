using Azure.Messaging.ServiceBus;

namespace VoiceSandbox.Peer;

/// <summary>Service Bus, through Azure.Messaging.ServiceBus.</summary>
public static class ServiceBusCases
{
    private const string Service = "Service Bus";

    /// <summary>A queue of the product that nothing else uses while the sandbox runs alone.</summary>
    private const string Queue = "maintenance";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "a message that was sent is received and completed", "N10, N11, N12", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            await using var sender = client.CreateSender(Queue);
            var id = Settings.Unique("message");
            var message = new ServiceBusMessage("Guten Tag") { MessageId = id, Subject = "greeting" };
            message.ApplicationProperties["attempt"] = 3;
            await sender.SendMessageAsync(message, cancel);

            await using var receiver = client.CreateReceiver(Queue);
            var received = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
            Expect.Equal(id, received?.MessageId);
            Expect.Equal("Guten Tag", received?.Body.ToString());
            Expect.Equal("greeting", received?.Subject);
            Expect.Equal<object?>(3, received?.ApplicationProperties["attempt"]);
            Expect.Equal(1, received?.DeliveryCount);
            await receiver.CompleteMessageAsync(received, cancel);
            Expect.Equal(null, await receiver.PeekMessageAsync(cancellationToken: cancel));
        }),
    ];

    /// <summary>A client of the sandbox. Its namespace has a port, which the SDK takes as a custom endpoint address only.</summary>
    public static ServiceBusClient ClientOf(Settings settings) =>
        new(
            "localhost",
            settings.Identity,
            new ServiceBusClientOptions
            {
                CustomEndpointAddress = new Uri($"sb://{settings.ServiceBusNamespace}"),
                RetryOptions = new ServiceBusRetryOptions { MaxRetries = 1, TryTimeout = TimeSpan.FromSeconds(15) },
            });
}
