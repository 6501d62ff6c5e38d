using System.Net;
using Azure.Core;
using Azure.Identity;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json;

namespace VoiceSandbox.Peer;

/// <summary>The items of Cosmos DB, one at a time, through Microsoft.Azure.Cosmos.</summary>
public static class CosmosCases
{
    internal const string Service = "Cosmos DB";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "a document is created, read by its key, and not found once deleted", "N3", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New();
            await container.CreateItemAsync(document, document.Key, cancellationToken: cancel);
            var read = await container.ReadItemAsync<Document>(document.id, document.Key, cancellationToken: cancel);
            Expect.Equal(document, read.Resource);
            await container.DeleteItemAsync<Document>(document.id, document.Key, cancellationToken: cancel);
            var error = await Expect.FailsAsync<CosmosException>(
                () => container.ReadItemAsync<Document>(document.id, document.Key, cancellationToken: cancel));
            Expect.Equal("404/0", Outcome(error));
        }),
        new(Service, "a container that does not exist is another 404 than a missing document", "N3", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var none = client.GetContainer(settings.CosmosDatabase, Settings.Unique("none"));
            var error = await Expect.FailsAsync<CosmosException>(
                () => none.ReadItemAsync<Document>("missing", new PartitionKey("p"), cancellationToken: cancel));
            Expect.Equal(HttpStatusCode.NotFound, error.StatusCode);
            Expect.True(error.SubStatusCode is 0 or 1003);
        }),
        new(Service, "an upsert creates, then replaces; a second create is a conflict", "", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New();
            var first = await container.UpsertItemAsync(document, document.Key, cancellationToken: cancel);
            Expect.Equal(HttpStatusCode.Created, first.StatusCode);
            var second = await container.UpsertItemAsync(document with { name = "pot" }, document.Key, cancellationToken: cancel);
            Expect.Equal(HttpStatusCode.OK, second.StatusCode);
            Expect.Equal("pot", second.Resource.name);
            var error = await Expect.FailsAsync<CosmosException>(
                () => container.CreateItemAsync(document, document.Key, cancellationToken: cancel));
            Expect.Equal("409/0", Outcome(error));
        }),
        new(Service, "a patch changes, adds, counts and removes, and obeys its filter", "", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New() with { count = 1 };
            await container.CreateItemAsync(document, document.Key, cancellationToken: cancel);
            PatchOperation[] operations =
            [
                PatchOperation.Set("/name", "pot"), PatchOperation.Increment("/count", 2), PatchOperation.Add("/tags", new[] { "a" }),
                PatchOperation.Add("/tags/-", "b"), PatchOperation.Remove("/tags/0"),
            ];
            var filtered = new PatchItemRequestOptions { FilterPredicate = "FROM c WHERE c.name = 'kettle'" };
            var patched = await container.PatchItemAsync<Document>(document.id, document.Key, operations, filtered, cancel);
            Expect.Equal(document with { name = "pot", count = 3, tags = null }, patched.Resource with { tags = null });
            Expect.Equal("b", string.Join(',', patched.Resource.tags ?? []));
            var error = await Expect.FailsAsync<CosmosException>(
                () => container.PatchItemAsync<Document>(document.id, document.Key, operations, filtered, cancel));
            Expect.Equal("412/0", Outcome(error));
        }),
        new(Service, "ETags are in quotes; a write with another one is 412, a read of the same one 304", "N2", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New();
            var created = await container.CreateItemAsync(document, document.Key, cancellationToken: cancel);
            Expect.True(created.ETag.StartsWith('"') && created.ETag.EndsWith('"'));
            var same = new ItemRequestOptions { IfMatchEtag = created.ETag };
            var replaced = await container.ReplaceItemAsync(document with { name = "pot" }, document.id, document.Key, same, cancel);
            Expect.True(replaced.ETag != created.ETag);
            Func<Task>[] stale =
            [
                () => container.ReplaceItemAsync(document, document.id, document.Key, same, cancel),
                () => container.UpsertItemAsync(document, document.Key, same, cancel),
                () => container.DeleteItemAsync<Document>(document.id, document.Key, same, cancel),
                () => container.PatchItemAsync<Document>(document.id, document.Key, [PatchOperation.Set("/name", "x")],
                    new PatchItemRequestOptions { IfMatchEtag = created.ETag }, cancel),
            ];
            foreach (var write in stale) Expect.Equal("412/0", Outcome(await Expect.FailsAsync<CosmosException>(write)));

            async Task<HttpStatusCode> ReadUnlessAsync(string etag)
            {
                var options = new ItemRequestOptions { IfNoneMatchEtag = etag };
                using var answer = await container.ReadItemStreamAsync(document.id, document.Key, options, cancel);
                return answer.StatusCode;
            }

            Expect.Equal(HttpStatusCode.NotModified, await ReadUnlessAsync(replaced.ETag));
            Expect.Equal(HttpStatusCode.OK, await ReadUnlessAsync(created.ETag));
        }),
        new(Service, "without content response a write brings its ETag and no document", "N2", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var document = Document.New();
            var options = new ItemRequestOptions { EnableContentResponseOnWrite = false };
            var created = await Documents(client, settings).CreateItemAsync(document, document.Key, options, cancel);
            Expect.Equal(HttpStatusCode.Created, created.StatusCode);
            Expect.True(created.Resource is null);
            Expect.True(created.ETag.Length > 2);
        }),
        new(Service, "a document above 2 MB is 413, and one just below is stored", "N1", async (settings, cancel) =>
        {
            const int limit = 2 * 1024 * 1024;
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New();
            await container.CreateItemAsync(document with { name = new string('x', limit - 1000) }, document.Key, cancellationToken: cancel);
            foreach (var length in new[] { limit, 3 * limit })
            {
                var large = Document.New() with { name = new string('x', length) };
                var error = await Expect.FailsAsync<CosmosException>(
                    () => container.CreateItemAsync(large, large.Key, cancellationToken: cancel));
                Expect.Equal(HttpStatusCode.RequestEntityTooLarge, error.StatusCode);
            }
        }),
        new(Service, "ids with / \\ ? or #, without characters or longer than 1,023 bytes are 400", "N1", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            foreach (var id in new[] { "a/b", "a\\b", "a?b", "a#b", "", new string('x', 1024) })
            {
                var document = Document.New() with { id = id };
                var error = await Expect.FailsAsync<CosmosException>(
                    () => container.CreateItemAsync(document, document.Key, cancellationToken: cancel));
                Expect.Equal(HttpStatusCode.BadRequest, error.StatusCode);
            }

            // What is not ASCII, and what a URL escapes, is fine.
            var plain = Document.New() with { id = Settings.Unique("übung 100%+;=&@:") };
            await container.CreateItemAsync(plain, plain.Key, cancellationToken: cancel);
            Expect.Equal(plain, (await container.ReadItemAsync<Document>(plain.id, plain.Key, cancellationToken: cancel)).Resource);
        }),
        new(Service, "a document of another partition than the request's is 400, sub-status 1001", "N1", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var document = Document.New();
            using var answer = await Documents(client, settings).CreateItemStreamAsync(
                document.ToStream(), new PartitionKey(Settings.Unique("other")), cancellationToken: cancel);
            Expect.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Expect.Equal("1001", answer.Headers["x-ms-substatus"]);
        }),
        new(Service, "a partition key is taken from the document, and undefined and null are keys", "", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New();
            await container.CreateItemAsync(document, cancellationToken: cancel);
            await container.ReadItemAsync<Document>(document.id, document.Key, cancellationToken: cancel);
            var absent = Document.New() with { partitionKey = null };
            await container.CreateItemAsync(absent, PartitionKey.None, cancellationToken: cancel);
            await container.ReadItemAsync<Document>(absent.id, PartitionKey.None, cancellationToken: cancel);
            var error = await Expect.FailsAsync<CosmosException>(
                () => container.ReadItemAsync<Document>(absent.id, PartitionKey.Null, cancellationToken: cancel));
            Expect.Equal("404/0", Outcome(error));
        }),
        new(Service, "a ttl of 0 or below -1 is 400; one of a second ends the document, and -1 keeps it", "N1", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            foreach (var ttl in new[] { 0, -2 })
            {
                var wrong = Document.New() with { ttl = ttl };
                var refused = await Expect.FailsAsync<CosmosException>(
                    () => container.CreateItemAsync(wrong, wrong.Key, cancellationToken: cancel));
                Expect.Equal("400/0", Outcome(refused));
            }

            var (passing, lasting) = (Document.New() with { ttl = 1 }, Document.New() with { ttl = -1 });
            await container.CreateItemAsync(passing, passing.Key, cancellationToken: cancel);
            await container.CreateItemAsync(lasting, lasting.Key, cancellationToken: cancel);
            await settings.AdvanceClockAsync(TimeSpan.FromSeconds(2), cancel);
            var gone = await Expect.FailsAsync<CosmosException>(
                () => container.ReadItemAsync<Document>(passing.id, passing.Key, cancellationToken: cancel));
            Expect.Equal("404/0", Outcome(gone));
            await container.ReadItemAsync<Document>(lasting.id, lasting.Key, cancellationToken: cancel);
        }),
        new(Service, "a session token grows with writes; one from the future is 404, sub-status 1002", "N2", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var document = Document.New();
            var first = await container.CreateItemAsync(document, document.Key, cancellationToken: cancel);
            var second = await container.UpsertItemAsync(document, document.Key, cancellationToken: cancel);
            Expect.True(WritesOf(second.Headers.Session) > WritesOf(first.Headers.Session));
            var range = second.Headers.Session.Split('#')[0];
            var future = new ItemRequestOptions { SessionToken = $"{range}#{WritesOf(second.Headers.Session) + 1_000_000}" };
            var error = await Expect.FailsAsync<CosmosException>(
                () => container.ReadItemAsync<Document>(document.id, document.Key, future, cancel));
            Expect.Equal("404/1002", Outcome(error));
        }),
        new(Service, "a replica that is behind answers others, and never whoever wrote", "N2", async (settings, cancel) =>
        {
            using var writer = ClientOf(settings);
            using var other = ClientOf(settings);
            var document = Document.New();
            // The clients ask for containers and partitions with the first request; so it is not of a time that is behind.
            await Documents(other, settings).CreateItemAsync(Document.New(), cancellationToken: cancel);
            await settings.ControlAsync(HttpMethod.Post, "/cosmos/stale-reads", new { lagMs = 600_000 }, cancel);
            try
            {
                var created = await Documents(writer, settings).CreateItemAsync(document, document.Key, cancellationToken: cancel);
                await Documents(writer, settings).ReadItemAsync<Document>(document.id, document.Key, cancellationToken: cancel);
                Task<ItemResponse<Document>> ReadAsync(string? token) => Documents(other, settings).ReadItemAsync<Document>(
                    document.id, document.Key, new ItemRequestOptions { SessionToken = token }, cancel);
                // Of ten minutes a read is behind by no write of the last moment once in a hundred thousand times.
                Expect.Equal("404/0", Outcome(await Expect.FailsAsync<CosmosException>(() => ReadAsync(null))));
                Expect.Equal(document, (await ReadAsync(created.Headers.Session)).Resource);
            }
            finally
            {
                await settings.ControlAsync(HttpMethod.Delete, "/cosmos/stale-reads", null, cancel);
            }
        }),
        new(Service, "the request charge grows with size and kind", "N2", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = Documents(client, settings);
            var (small, large) = (Document.New(), Document.New() with { name = new string('x', 100 * 1024) });
            var created = await container.CreateItemAsync(small, small.Key, cancellationToken: cancel);
            var read = await container.ReadItemAsync<Document>(small.id, small.Key, cancellationToken: cancel);
            Expect.Equal(1, read.RequestCharge);
            Expect.True(created.RequestCharge > 5);
            Expect.True((await container.CreateItemAsync(large, large.Key, cancellationToken: cancel)).RequestCharge > 40);
            Expect.True((await container.ReadItemAsync<Document>(large.id, large.Key, cancellationToken: cancel)).RequestCharge > 9);
        }),
        new(Service, "a token for the endpoint without its port is taken, as .NET asks for it", "N17", async (settings, cancel) =>
        {
            var credential = new RecordingCredential(settings.Identity);
            using var client = ClientOf(settings, credential);
            var document = Document.New();
            await Documents(client, settings).CreateItemAsync(document, document.Key, cancellationToken: cancel);
            Expect.Equal("https://localhost/.default", string.Join(' ', credential.Scopes.Distinct()));
        }),
        new(Service, "a token for Cosmos DB everywhere is taken, as .NET asks for it when Entra does not know the endpoint", "N17", async (settings, cancel) =>
        {
            var credential = new RecordingCredential(settings.Identity, "https://localhost/.default");
            using var client = ClientOf(settings, credential);
            var document = Document.New();
            await Documents(client, settings).CreateItemAsync(document, document.Key, cancellationToken: cancel);
            Expect.Equal("https://cosmos.azure.com/.default", credential.Scopes[^1]);
        }),
        new(Service, "a token for another resource, and an account key, are 401", "N17", async (settings, cancel) =>
        {
            async Task<HttpStatusCode> ReadAsync(string resource)
            {
                var token = await settings.TokenAsync(resource, cancel);
                using var request = new HttpRequestMessage(HttpMethod.Get, $"{settings.CosmosEndpoint}dbs/{settings.CosmosDatabase}");
                request.Headers.TryAddWithoutValidation("authorization", Uri.EscapeDataString($"type=aad&ver=1.0&sig={token}"));
                using var answer = await settings.Http.SendAsync(request, cancel);
                return answer.StatusCode;
            }

            Expect.Equal(HttpStatusCode.OK, await ReadAsync(settings.CosmosEndpoint.GetLeftPart(UriPartial.Authority)));
            Expect.Equal(HttpStatusCode.Unauthorized, await ReadAsync("https://storage.azure.com"));
            var key = Convert.ToBase64String(new byte[64]);
            using var client = new CosmosClient(settings.CosmosEndpoint.ToString(), key, OptionsOf());
            var error = await Expect.FailsAsync<CosmosException>(
                () => Documents(client, settings).ReadItemAsync<Document>("a", new PartitionKey("p"), cancellationToken: cancel));
            Expect.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
            Expect.Contains("Local Authorization is disabled", error.Message);
        }),
        new(Service, "an Entra identity reads the container's properties, and creates no database", "", async (settings, cancel) =>
        {
            using var client = ClientOf(settings);
            var container = (await Documents(client, settings).ReadContainerAsync(cancellationToken: cancel)).Resource;
            Expect.Equal("/partitionKey", container.PartitionKeyPath);
            Expect.Equal(-1, container.DefaultTimeToLive);
            var error = await Expect.FailsAsync<CosmosException>(() => client.CreateDatabaseAsync("mine", cancellationToken: cancel));
            Expect.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        }),
    ];

    public static CosmosClient ClientOf(Settings settings, TokenCredential? credential = null, Action<CosmosClientOptions>? change = null)
    {
        var options = OptionsOf();
        change?.Invoke(options);
        return new CosmosClient(settings.CosmosEndpoint.ToString(), credential ?? settings.Identity, options);
    }

    public static Container Documents(CosmosClient client, Settings settings) =>
        client.GetContainer(settings.CosmosDatabase, "documents");

    /// <summary>Status and sub-status, such as <c>404/1002</c>.</summary>
    public static string Outcome(CosmosException error) => $"{(int)error.StatusCode}/{error.SubStatusCode}";

    private static CosmosClientOptions OptionsOf() => new() { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true };

    /// <summary>The number of writes in a session token, <c>{range}:{version}#{writes}</c>.</summary>
    private static long WritesOf(string token) => long.Parse(token.Split('#')[1]);

    /// <summary>Notes for which scopes it is asked.</summary>
    /// <param name="unknown">A scope that Entra answers as that of a resource which the tenant does not have.</param>
    private sealed class RecordingCredential(TokenCredential inner, string? unknown = null) : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext context, CancellationToken cancel) =>
            inner.GetToken(Noted(context), cancel);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext context, CancellationToken cancel) =>
            inner.GetTokenAsync(Noted(context), cancel);

        private TokenRequestContext Noted(TokenRequestContext context)
        {
            lock (Scopes) Scopes.AddRange(context.Scopes);
            return context.Scopes.Contains(unknown)
                ? throw new AuthenticationFailedException("AADSTS500011: The resource principal was not found in the tenant.")
                : context;
        }
    }
}

/// <summary>A document of a container whose partition key is <c>/partitionKey</c>. What is null is not sent.</summary>
[JsonObject(ItemNullValueHandling = NullValueHandling.Ignore)]
public sealed record Document(string id, string? partitionKey, string name, int? count = null, int? ttl = null, string[]? tags = null)
{
    [JsonIgnore]
    public PartitionKey Key => new(partitionKey);

    /// <summary>A document in a partition that no other one is in.</summary>
    public static Document New() => new(Settings.Unique("document"), Settings.Unique("partition"), "kettle");

    public Stream ToStream() => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(this)));
}
