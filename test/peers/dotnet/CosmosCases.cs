using System.Net;
using Microsoft.Azure.Cosmos;

namespace VoiceSandbox.Peer;

/// <summary>Cosmos DB, through Microsoft.Azure.Cosmos.</summary>
public static class CosmosCases
{
    private const string Service = "Cosmos DB";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "a document is created, read by its key, and not found once deleted", "N3", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = client.GetContainer(settings.CosmosDatabase, "documents");
            var document = new Document(Settings.Unique("document"), Settings.Unique("partition"), "kettle");
            var key = new PartitionKey(document.partitionKey);
            await container.CreateItemAsync(document, key, cancellationToken: cancel);
            var read = await container.ReadItemAsync<Document>(document.id, key, cancellationToken: cancel);
            Expect.Equal(document, read.Resource);
            await container.DeleteItemAsync<Document>(document.id, key, cancellationToken: cancel);
            var error = await Expect.FailsAsync<CosmosException>(
                () => container.ReadItemAsync<Document>(document.id, key, cancellationToken: cancel));
            Expect.Equal(HttpStatusCode.NotFound, error.StatusCode);
        }),
    ];

    public static CosmosClient ClientOf(Settings settings) =>
        new(
            settings.CosmosEndpoint.ToString(),
            settings.Identity,
            new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });

    /// <summary>A document of a container whose partition key is <c>/partitionKey</c>.</summary>
    private sealed record Document(string id, string partitionKey, string name);
}
