using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using Azure.Messaging.ServiceBus;

namespace OrderByMessage;

/// <summary>
/// The two queues of a producer: it sends requests on one, and receives its replies from the other. One program at a time receives: two would take each other's replies.
/// </summary>
public sealed class Producer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly ConcurrentDictionary<string, Order> orders = new();
    private readonly ServiceBusClient client;
    private readonly ServiceBusSender requests;
    private readonly ServiceBusProcessor replies;

    /// <param name="serviceBus">
    /// <c>{namespace}.servicebus.windows.net</c>, or <c>localhost:{port}</c> of the sandbox. The SDK takes a port in an address of its own only.
    /// </param>
    /// <param name="credential">Its right to send on the queue says on whose behalf a request comes: there is no token in a message.</param>
    private Producer(string serviceBus, string name, TokenCredential credential)
    {
        var options = new ServiceBusClientOptions();
        if (serviceBus.Contains(':')) options.CustomEndpointAddress = new Uri($"sb://{serviceBus}");
        client = new ServiceBusClient(serviceBus.Split(':')[0], credential, options);
        requests = client.CreateSender($"requests-{name}");
        replies = client.CreateProcessor($"replies-{name}");
        replies.ProcessMessageAsync += TakeAsync;
        replies.ProcessErrorAsync += NoteAsync;
    }

    /// <inheritdoc cref="Producer(string, string, TokenCredential)"/>
    public static async Task<Producer> StartAsync(string serviceBus, string name, TokenCredential credential, CancellationToken cancel)
    {
        var producer = new Producer(serviceBus, name, credential);
        await producer.replies.StartProcessingAsync(cancel);
        return producer;
    }

    /// <summary>Sends a request that passes <see cref="RequestCheck"/>.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">It does not, and was not sent.</exception>
    public async Task<Order> SendAsync(Request request, CancellationToken cancel)
    {
        RequestCheck.ThrowIfInvalid(request);
        var message = new ServiceBusMessage(JsonSerializer.SerializeToUtf8Bytes<object>(request, Json))
        {
            Subject = request.Type,
            ContentType = "application/json",
            // The idempotency key. A program that does not know whether it has sent a request sends it with the same id: it is done once.
            MessageId = Guid.NewGuid().ToString(),
        };
        // Before it is sent: its reply may be faster than this method.
        var order = orders[message.MessageId] = new Order();
        await requests.SendMessageAsync(message, cancel);
        return order;
    }

    public async ValueTask DisposeAsync()
    {
        await replies.DisposeAsync();
        await client.DisposeAsync();
    }

    /// <summary>The processor completes the message when this returns. Replies to earlier runs are dropped.</summary>
    private Task TakeAsync(ProcessMessageEventArgs received)
    {
        var reply = received.Message.Body.ToObjectFromJson<Reply>(Json)!;
        if (orders.TryGetValue(reply.RequestId, out var order))
        {
            Console.WriteLine($"{received.Message.Subject} {received.Message.Body}");
            order.Take(received.Message.Subject, reply);
        }

        return Task.CompletedTask;
    }

    /// <summary>The processor goes on by itself after an error. Without the right to receive there will be no replies.</summary>
    private Task NoteAsync(ProcessErrorEventArgs error)
    {
        Console.Error.WriteLine($"Replies: {error.Exception.Message}");
        if (error.Exception is UnauthorizedAccessException)
        {
            foreach (var order in orders.Values) order.Fail(error.Exception);
        }

        return Task.CompletedTask;
    }
}
