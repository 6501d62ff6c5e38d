using System.Net;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Linq;
using static VoiceSandbox.Peer.CosmosCases;

namespace VoiceSandbox.Peer;

/// <summary>Queries of Cosmos DB, and what the sandbox refuses, through Microsoft.Azure.Cosmos.</summary>
public static class CosmosQueryCases
{
    /// <summary>What the sandbox says of everything that Azure can do and it cannot.</summary>
    private const string Refusal = "The sandbox does not imitate";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "a query answers what is in its partition, in order and in pages", "N18", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var partition = await FilledAsync(container, [3, 1, 5, 2, 4], cancel);
            await FilledAsync(container, [9], cancel);
            var query = new QueryDefinition("SELECT * FROM c WHERE c.count > @least ORDER BY c.count DESC").WithParameter("@least", 1);
            var options = new QueryRequestOptions { PartitionKey = new PartitionKey(partition), MaxItemCount = 3 };
            var pages = new List<string>();
            string? continuation = null;
            do
            {
                // Each page with an iterator of its own, as of a program that gives its token away in between.
                using var iterator = container.GetItemQueryIterator<Document>(query, continuation, options);
                var page = await iterator.ReadNextAsync(cancel);
                pages.Add(string.Join(',', page.Select(document => document.count)));
                continuation = page.ContinuationToken;
                Expect.True(page.RequestCharge > 2);
            }
            while (continuation is not null);
            Expect.Equal("5,4,3 2", string.Join(' ', pages));
        }),
        new(Service, "a query takes TOP, VALUE, functions and aggregates within a partition", "N18", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var partition = await FilledAsync(container, [3, 1, 2], cancel);
            async Task<string> AskAsync<T>(string query) =>
                string.Join(',', await AllAsync(container.GetItemQueryIterator<T>(
                    query, requestOptions: new QueryRequestOptions { PartitionKey = new PartitionKey(partition) }), cancel));
            Expect.Equal("1,2", await AskAsync<int>("SELECT TOP 2 VALUE c.count FROM c ORDER BY c.count"));
            Expect.Equal("3", await AskAsync<int>("SELECT VALUE COUNT(1) FROM c"));
            Expect.Equal("6", await AskAsync<int>("SELECT VALUE SUM(c.count) FROM c"));
            Expect.Equal("2", await AskAsync<double>("SELECT VALUE AVG(c.count) FROM c"));
            Expect.Equal("3", await AskAsync<int>("SELECT VALUE MAX(c.count) FROM c"));
            Expect.Equal("1", await AskAsync<int>("SELECT VALUE COUNT(1) FROM c WHERE ARRAY_CONTAINS([2], c.count) AND IS_DEFINED(c.name)"));
            Expect.Equal("0", await AskAsync<int>("SELECT VALUE COUNT(1) FROM c WHERE STARTSWITH(c.name, 'pot')"));
        }),
        new(Service, "a query across partitions is put together by its plan", "N18", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var name = Settings.Unique("name");
            await FilledAsync(container, [3, 1], cancel, name);
            await FilledAsync(container, [4, 2], cancel, name);
            async Task<string> AskAsync(string query) => string.Join(',', await AllAsync(container.GetItemQueryIterator<int>(
                new QueryDefinition(query).WithParameter("@name", name), requestOptions: new QueryRequestOptions { MaxItemCount = 1 }), cancel));
            Expect.Equal("1,2,3,4", await AskAsync("SELECT VALUE c.count FROM c WHERE c.name = @name ORDER BY c.count"));
            Expect.Equal("4,3,2", await AskAsync("SELECT TOP 3 VALUE c.count FROM c WHERE c.name = @name ORDER BY c.count DESC"));
            Expect.Equal("4", await AskAsync("SELECT VALUE COUNT(1) FROM c WHERE c.name = @name"));
            Expect.Equal("10", await AskAsync("SELECT VALUE SUM(c.count) FROM c WHERE c.name = @name"));
        }),
        new(Service, "LINQ is a query, and many documents are read at once", "N18", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var partition = await FilledAsync(container, [1, 2, 3], cancel);
            var options = new QueryRequestOptions { PartitionKey = new PartitionKey(partition) };
            var large = container.GetItemLinqQueryable<Document>(requestOptions: options)
                .Where(document => document.count >= 2 && document.name == "kettle").OrderBy(document => document.count);
            Expect.Equal("2,3", string.Join(',', (await AllAsync(large.ToFeedIterator(), cancel)).Select(document => document.count)));
            var everything = await AllAsync(container.GetItemQueryIterator<Document>("SELECT * FROM c", requestOptions: options), cancel);
            var keys = everything.Take(2).Select(document => (document.id, document.Key)).Append(("missing", new PartitionKey(partition)));
            var many = await container.ReadManyItemsAsync<Document>([.. keys], cancellationToken: cancel);
            Expect.Equal(2, many.Count);
        }),
        new(Service, "a query with a mistake is 400 and says so", "N18", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var options = new QueryRequestOptions { PartitionKey = new PartitionKey("p") };
            foreach (var query in new[] { "SELECT FROM WHERE", "SELECT * FROM c WHERE c.count = @undefined", "SELECT * FROM c WHERE d.a = 1" })
            {
                var error = await Expect.FailsAsync<CosmosException>(() => AllAsync(
                    Documents(client, settings).GetItemQueryIterator<Document>(query, requestOptions: options), cancel));
                Expect.Equal(HttpStatusCode.BadRequest, error.StatusCode);
            }
        }),
        new(Service, "DISTINCT, GROUP BY, OFFSET, JOIN, LIKE and subqueries are refused in words", "N18", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            string[] queries =
            [
                "SELECT DISTINCT VALUE c.name FROM c", "SELECT c.name, COUNT(1) AS n FROM c GROUP BY c.name", "SELECT * FROM c OFFSET 1 LIMIT 2",
                "SELECT VALUE t FROM c JOIN t IN c.tags", "SELECT * FROM c WHERE c.name LIKE 'k%'",
                "SELECT * FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.tags)",
            ];
            foreach (var query in queries)
            foreach (var key in new PartitionKey?[] { new PartitionKey("p"), null })
            {
                var error = await Expect.FailsAsync<CosmosException>(() => AllAsync(Documents(client, settings)
                    .GetItemQueryIterator<object>(query, requestOptions: new QueryRequestOptions { PartitionKey = key }), cancel));
                Expect.Equal(HttpStatusCode.NotImplemented, error.StatusCode);
                Expect.Contains(Refusal, error.Message);
            }
        }),
        new(Service, "batches, bulk requests, change feed, stored procedures and throughput are refused in words", "N18", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New();
            using (var batch = await container.CreateTransactionalBatch(document.Key).CreateItem(document).ExecuteAsync(cancel))
            {
                Expect.Equal(HttpStatusCode.NotImplemented, batch.StatusCode);
                Expect.Contains(Refusal, batch.ErrorMessage);
            }

            // In bulk mode the SDK drops the words of an answer to a whole request.
            using var bulk = ClientOf(settings, change: options => options.AllowBulkExecution = true);
            var inBulk = await Expect.FailsAsync<CosmosException>(
                () => Documents(bulk, settings).CreateItemAsync(document, document.Key, cancellationToken: cancel));
            Expect.Equal(HttpStatusCode.NotImplemented, inBulk.StatusCode);
            Func<Task>[] calls =
            [
                () => AllAsync(container.GetChangeFeedIterator<Document>(ChangeFeedStartFrom.Beginning(), ChangeFeedMode.LatestVersion), cancel),
                () => container.Scripts.ExecuteStoredProcedureAsync<string>("any", document.Key, [], cancellationToken: cancel),
                () => container.ReadThroughputAsync(cancel),
            ];
            foreach (var call in calls)
            {
                var error = await Expect.FailsAsync<CosmosException>(call);
                Expect.Equal(HttpStatusCode.NotImplemented, error.StatusCode);
                Expect.Contains(Refusal, error.Message);
            }
        }),
    ];

    /// <summary>Creates a document for each of these counts. Answers their partition, in which nothing else is.</summary>
    private static async Task<string> FilledAsync(Container container, int[] counts, CancellationToken cancel, string name = "kettle")
    {
        var partition = Settings.Unique("partition");
        foreach (var count in counts)
        {
            var document = Document.New() with { partitionKey = partition, name = name, count = count };
            await container.CreateItemAsync(document, document.Key, cancellationToken: cancel);
        }

        return partition;
    }

    private static async Task<List<T>> AllAsync<T>(FeedIterator<T> iterator, CancellationToken cancel)
    {
        using (iterator)
        {
            var all = new List<T>();
            while (iterator.HasMoreResults) all.AddRange(await iterator.ReadNextAsync(cancel));
            return all;
        }
    }
}
