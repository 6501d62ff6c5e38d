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

        new(Service, "properties that are set while abandoning and deferring keep their types", "N6", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            await using var receiver = client.CreateReceiver(Queue);
            await using (var sender = client.CreateSender(Queue))
                await sender.SendMessageAsync(new ServiceBusMessage("x"), cancel);
            var first = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
            var when = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
            var set = new Dictionary<string, object> { ["int"] = 7, ["long"] = 8L, ["short"] = (short)9, ["when"] = when };
            await receiver.AbandonMessageAsync(first, set, cancel);
            var second = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
            foreach (var (name, value) in set) Expect.Equal<object?>(value, second?.ApplicationProperties[name]);
            await receiver.DeferMessageAsync(second, new Dictionary<string, object> { ["int"] = 10 }, cancel);
            var deferred = await receiver.ReceiveDeferredMessageAsync(second!.SequenceNumber, cancel);
            Expect.Equal<object?>(10, deferred.ApplicationProperties["int"]);
            // Abandoned and deferred: the third delivery.
            Expect.Equal(3, deferred.DeliveryCount);
            await receiver.CompleteMessageAsync(deferred, cancel);
        }),

        new(Service, "a message expires no later than its queue allows", "N7", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            await using var sender = client.CreateSender(Queue);
            await sender.SendMessageAsync(new ServiceBusMessage("x") { TimeToLive = TimeSpan.FromDays(400) }, cancel);
            await using var receiver = client.CreateReceiver(Queue);
            var message = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
            Expect.True(message!.ExpiresAt < DateTimeOffset.UtcNow + TimeSpan.FromDays(399));
            await receiver.CompleteMessageAsync(message, cancel);
        }),

        new(Service, "20 senders can be opened at once", "N12", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            var senders = Enumerable.Range(0, 20).Select(_ => client.CreateSender(Queue)).ToArray();
            await Task.WhenAll(senders.Select(sender => sender.SendMessageAsync(new ServiceBusMessage("x"), cancel)));
            await using var receiver = client.CreateReceiver(Queue);
            for (var count = 0; count < senders.Length; count++)
            {
                var message = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
                await receiver.CompleteMessageAsync(message, cancel);
            }

            Expect.Equal(null, await receiver.PeekMessageAsync(cancellationToken: cancel));
        }),

        new(Service, "a transaction is refused for good", "N14", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            await using var sender = client.CreateSender(Queue);
            var error = await Expect.FailsAsync<Exception>(async () =>
            {
                using var scope = new System.Transactions.TransactionScope(
                    System.Transactions.TransactionScopeAsyncFlowOption.Enabled);
                await sender.SendMessageAsync(new ServiceBusMessage("x"), cancel);
                scope.Complete();
            });
            Expect.Contains("Transactions are not supported by this broker", error.ToString());
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
