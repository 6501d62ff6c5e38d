using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace VoiceSandbox.Peer;

/// <summary>Service Bus, through Azure.Messaging.ServiceBus.</summary>
public static class ServiceBusCases
{
    private const string Service = "Service Bus";

    /// <summary>A queue of the product that nothing else uses while the sandbox runs alone.</summary>
    private const string Queue = "maintenance";

    // The product has neither: test/peers/dotnet.tools.spec.ts adds them to the entities of its sandbox.
    private const string SessionQueue = "peer-sessions";
    private const string Topic = "peer-topic";
    private const string Subscription = "peer-subscription";

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

        new(Service, "a producer sends a batch, schedules messages and cancels one", "N10, N11", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            await using var sender = client.CreateSender(Queue);
            await using var receiver = client.CreateReceiver(Queue);
            using (var batch = await sender.CreateMessageBatchAsync(cancel))
            {
                for (var count = 0; count < 5; count++)
                    Expect.True(batch.TryAddMessage(new ServiceBusMessage("batch") { MessageId = Settings.Unique("batch") }));
                Expect.True(!batch.TryAddMessage(new ServiceBusMessage(new byte[300 * 1024])));
                await sender.SendMessagesAsync(batch, cancel);
            }

            for (var count = 0; count < 5; count++)
                await receiver.CompleteMessageAsync(await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel), cancel);

            var soon = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(2);
            await sender.ScheduleMessageAsync(new ServiceBusMessage("kept"), soon, cancel);
            var canceled = await sender.ScheduleMessageAsync(new ServiceBusMessage("canceled"), soon, cancel);
            await sender.CancelScheduledMessageAsync(canceled, cancel);
            var error = await Expect.FailsAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(canceled, cancel));
            Expect.Equal(ServiceBusFailureReason.MessageNotFound, error.Reason);
            Expect.Equal(ServiceBusMessageState.Scheduled, (await receiver.PeekMessageAsync(0, cancel))?.State);
            var message = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
            Expect.Equal("kept", message?.Body.ToString());
            await receiver.CompleteMessageAsync(message, cancel);
            Expect.Equal(null, await receiver.PeekMessageAsync(0, cancel));
        }),

        new(Service, "properties that are set while settling keep their types", "N6", async (settings, cancel) =>
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
            await receiver.DeadLetterMessageAsync(deferred, set, "reason", "description", cancel);
            await using var dead = client.CreateReceiver(
                Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
            var last = await dead.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
            foreach (var (name, value) in set) Expect.Equal<object?>(value, last?.ApplicationProperties[name]);
            Expect.Equal("reason", last?.DeadLetterReason);
            Expect.Equal("description", last?.DeadLetterErrorDescription);
            await dead.CompleteMessageAsync(last, cancel);
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

        new(Service, "a processor hands out each session in order, to one handler at a time", "N12", async (settings, cancel) =>
        {
            const int SessionCount = 6;
            const int MessagesEach = 5;
            await using var client = ClientOf(settings);
            var sessions = Enumerable.Range(0, SessionCount).Select(_ => Settings.Unique("session")).ToArray();
            await using (var sender = client.CreateSender(SessionQueue))
            {
                await sender.SendMessagesAsync(
                    Enumerable.Range(0, MessagesEach).SelectMany(number => sessions.Select(session =>
                        new ServiceBusMessage(BinaryData.FromObjectAsJson(number)) { SessionId = session })),
                    cancel);
            }

            var handled = new ConcurrentDictionary<string, List<int>>();
            var running = new ConcurrentDictionary<string, int>();
            var problems = new ConcurrentQueue<string>();
            var left = SessionCount * MessagesEach;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var processor = client.CreateSessionProcessor(SessionQueue, new ServiceBusSessionProcessorOptions
            {
                AutoCompleteMessages = false,
                MaxConcurrentSessions = SessionCount / 2,
                SessionIdleTimeout = TimeSpan.FromSeconds(1),
            });
            processor.ProcessMessageAsync += async args =>
            {
                if (running.AddOrUpdate(args.SessionId, 1, (_, count) => count + 1) != 1)
                    problems.Enqueue($"two handlers at once have a message of {args.SessionId}");
                var number = args.Message.Body.ToObjectFromJson<int>();
                handled.GetOrAdd(args.SessionId, _ => []).Add(number);
                await args.SetSessionStateAsync(BinaryData.FromObjectAsJson(number), args.CancellationToken);
                running[args.SessionId] = 0;
                await args.CompleteMessageAsync(args.Message, args.CancellationToken);
                if (Interlocked.Decrement(ref left) == 0) done.SetResult();
            };
            processor.ProcessErrorAsync += args =>
            {
                problems.Enqueue($"{args.ErrorSource}: {args.Exception}");
                return Task.CompletedTask;
            };
            await processor.StartProcessingAsync(cancel);
            await done.Task.WaitAsync(cancel);
            // Stopping keeps the links, and with them the locks of the last sessions.
            await processor.CloseAsync(cancel);

            Expect.Equal("", string.Join('\n', problems));
            foreach (var session in sessions)
            {
                Expect.Equal("0 1 2 3 4", string.Join(' ', handled[session]));
                await using var receiver = await client.AcceptSessionAsync(SessionQueue, session, cancellationToken: cancel);
                Expect.Equal(MessagesEach - 1, (await receiver.GetSessionStateAsync(cancel)).ToObjectFromJson<int>());
                Expect.Equal(null, await receiver.PeekMessageAsync(cancellationToken: cancel));
                await receiver.SetSessionStateAsync(null, cancel);
            }
        }),

        new(Service, "a session that another receiver has is refused", "N12", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            var session = Settings.Unique("session");
            await using var holder = await client.AcceptSessionAsync(SessionQueue, session, cancellationToken: cancel);
            var error = await Expect.FailsAsync<ServiceBusException>(
                () => client.AcceptSessionAsync(SessionQueue, session, cancellationToken: cancel));
            Expect.Equal(ServiceBusFailureReason.SessionCannotBeLocked, error.Reason);
        }),

        new(Service, "a correlation rule lets through what equals all it names, and is listed as it was made", "N13", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            await using var rules = client.CreateRuleManager(Topic, Subscription);
            await using var sender = client.CreateSender(Topic);
            await using var receiver = client.CreateReceiver(Topic, Subscription);
            var when = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
            var id = Guid.NewGuid();
            var set = new Dictionary<string, object> { ["int"] = 7, ["long"] = 8L, ["text"] = "x", ["when"] = when, ["id"] = id };
            var filter = new CorrelationRuleFilter { Subject = "urgent", CorrelationId = "c" };
            foreach (var (name, value) in set) filter.ApplicationProperties[name] = value;
            await rules.DeleteRuleAsync(CreateRuleOptions.DefaultRuleName, cancel);
            await rules.CreateRuleAsync("urgent", filter, cancel);
            try
            {
                var listed = new List<RuleProperties>();
                await foreach (var rule in rules.GetRulesAsync(cancel)) listed.Add(rule);
                Expect.Equal("urgent", string.Join(' ', listed.Select(rule => rule.Name)));
                Expect.Equal<RuleFilter>(filter, listed[0].Filter);
                Expect.Equal(null, listed[0].Action);

                ServiceBusMessage Message(string body, string subject)
                {
                    var message = new ServiceBusMessage(body) { Subject = subject, CorrelationId = "c" };
                    foreach (var (name, value) in set) message.ApplicationProperties[name] = value;
                    return message;
                }

                var otherId = Message("another id", "urgent");
                otherId.ApplicationProperties["id"] = Guid.NewGuid();
                var withoutProperty = Message("without a property", "urgent");
                withoutProperty.ApplicationProperties.Remove("long");
                await sender.SendMessagesAsync(
                    [Message("another subject", "calm"), otherId, withoutProperty, Message("match", "urgent")], cancel);
                var received = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), cancel);
                Expect.Equal("match", received?.Body.ToString());
                await receiver.CompleteMessageAsync(received, cancel);
                Expect.Equal(null, await receiver.PeekMessageAsync(0, cancel));

                var sql = await Expect.FailsAsync<Exception>(
                    () => rules.CreateRuleAsync("sql", new SqlRuleFilter("sys.label = 'x'"), cancel));
                Expect.Contains("SQL filters and actions are not supported", sql.Message);
                var action = await Expect.FailsAsync<Exception>(() => rules.CreateRuleAsync(
                    new CreateRuleOptions("action", new TrueRuleFilter()) { Action = new SqlRuleAction("SET sys.label = 'x'") },
                    cancel));
                Expect.Contains("SQL filters and actions are not supported", action.Message);
            }
            finally
            {
                await rules.DeleteRuleAsync("urgent", cancel);
                await rules.CreateRuleAsync(CreateRuleOptions.DefaultRuleName, new TrueRuleFilter(), cancel);
            }
        }),

        new(Service, "a transaction is refused in words, and not tried again", "N14", async (settings, cancel) =>
        {
            await using var client = ClientOf(settings);
            await using var sender = client.CreateSender(Queue);
            var error = await Expect.FailsAsync<NotSupportedException>(async () =>
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
