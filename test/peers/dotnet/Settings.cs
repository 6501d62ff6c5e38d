using System.Net.Http.Json;
using Azure.Core;
using Azure.Identity;

namespace VoiceSandbox.Peer;

/// <summary>
/// Where the sandbox is and who asks, from the environment variables that `npm run sandbox` prints.
/// The SDKs themselves read IDENTITY_ENDPOINT and IDENTITY_HEADER; .NET reads SSL_CERT_FILE.
/// </summary>
public sealed class Settings
{
    public required Uri ControlUrl { get; init; }
    public required Uri EntraAuthority { get; init; }
    public required string TenantId { get; init; }
    public required string ApiClientId { get; init; }
    public required string ClientId { get; init; }
    public required string ClientSecret { get; init; }

    /// <summary><c>localhost:PORT</c></summary>
    public required string ServiceBusNamespace { get; init; }

    public required Uri BlobEndpoint { get; init; }
    public required Uri CosmosEndpoint { get; init; }
    public required string CosmosDatabase { get; init; }
    public required Uri SpeechEndpoint { get; init; }
    public required Uri SpeechWebSocketUrl { get; init; }

    /// <summary>The managed identity of the deployables.</summary>
    public TokenCredential Identity { get; } = new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);

    public HttpClient Http { get; } = new();

    public static Settings FromEnvironment() => new()
    {
        ControlUrl = new Uri(Variable("SANDBOX_CONTROL_URL")),
        EntraAuthority = new Uri(Variable("ENTRA_AUTHORITY")),
        TenantId = Variable("ENTRA_TENANT_ID"),
        ApiClientId = Variable("ENTRA_CLIENT_ID"),
        ClientId = Variable("SANDBOX_CLIENT_ID"),
        ClientSecret = Variable("SANDBOX_CLIENT_SECRET"),
        ServiceBusNamespace = Variable("SERVICE_BUS_NAMESPACE"),
        BlobEndpoint = new Uri(Variable("BLOB_ENDPOINT")),
        CosmosEndpoint = new Uri(Variable("COSMOS_ENDPOINT")),
        CosmosDatabase = Variable("COSMOS_DATABASE"),
        SpeechEndpoint = new Uri(Variable("SPEECH_ENDPOINT")),
        SpeechWebSocketUrl = new Uri(Variable("SPEECH_WEBSOCKET_URL")),
    };

    /// <summary>A name that no other case uses.</summary>
    public static string Unique(string prefix) => $"{prefix}-{Guid.NewGuid():n}";

    /// <summary>Lets time pass in the sandbox.</summary>
    public Task AdvanceClockAsync(TimeSpan time, CancellationToken cancel) =>
        ControlAsync(HttpMethod.Post, "/clock", new { advanceMs = (long)time.TotalMilliseconds }, cancel);

    /// <summary>A call of the sandbox's control endpoint. Throws unless it succeeds.</summary>
    /// <param name="body">Sent as JSON; null for none.</param>
    public async Task ControlAsync(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(ControlUrl, path));
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await Http.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A bearer token of the managed identity for a resource such as <c>https://storage.azure.com</c>.</summary>
    public async Task<string> TokenAsync(string resource, CancellationToken cancel) =>
        (await Identity.GetTokenAsync(new TokenRequestContext([$"{resource}/.default"]), cancel)).Token;

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"Set {name}; `npm run sandbox` prints its value.");
}
