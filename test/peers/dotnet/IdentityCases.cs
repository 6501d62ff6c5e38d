using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;

namespace VoiceSandbox.Peer;

/// <summary>Microsoft Entra ID and managed identity, through Azure.Identity.</summary>
public static class IdentityCases
{
    private const string Service = "Entra ID";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "the managed identity gets a token whose audience is the resource", "", async (settings, cancel) =>
        {
            const string resource = "https://storage.azure.com";
            using var claims = ClaimsOf(await settings.TokenAsync(resource, cancel));
            Expect.Equal(resource, claims.RootElement.GetProperty("aud").GetString()?.TrimEnd('/'));
        }),
        new(Service, "the managed identity gets tokens for the vault, ARM and Event Grid", "N19", async (settings, cancel) =>
        {
            foreach (var resource in new[] { "https://vault.azure.net", "https://management.azure.com", "https://eventgrid.azure.net" })
            {
                using var claims = ClaimsOf(await settings.TokenAsync(resource, cancel));
                Expect.Equal(resource, claims.RootElement.GetProperty("aud").GetString()?.TrimEnd('/'));
            }
        }),
        new(Service, "the managed identity gets no token for a resource that nobody has", "N19", async (settings, cancel) =>
        {
            var error = await Expect.FailsAsync<AuthenticationFailedException>(() => settings.TokenAsync("https://nobody.example", cancel));
            Expect.Contains("AADSTS500011", error.ToString());
        }),
        new(Service, "a client with a secret gets a token for the API", "", async (settings, cancel) =>
        {
            var token = await Client(settings).GetTokenAsync(Scope($"api://{settings.ApiClientId}/.default"), cancel);
            using var claims = ClaimsOf(token.Token);
            Expect.Equal(settings.TenantId, claims.RootElement.GetProperty("tid").GetString());
        }),
        new(Service, "a client with a secret gets a token for a resource of Azure", "N19", async (settings, cancel) =>
        {
            var token = await Client(settings).GetTokenAsync(Scope("https://vault.azure.net/.default"), cancel);
            using var claims = ClaimsOf(token.Token);
            Expect.Equal("https://vault.azure.net", claims.RootElement.GetProperty("aud").GetString());
            Expect.Equal(settings.ClientId, claims.RootElement.GetProperty("appid").GetString());
        }),
        new(Service, "a resource that nobody has is 500011, a scope without /.default 1002012", "N19", async (settings, cancel) =>
        {
            var unknown = await Expect.FailsAsync<AuthenticationFailedException>(
                async () => await Client(settings).GetTokenAsync(Scope("https://nobody.example/.default"), cancel));
            Expect.Contains("AADSTS500011", unknown.ToString());
            var permission = await Expect.FailsAsync<AuthenticationFailedException>(
                async () => await Client(settings).GetTokenAsync(Scope($"api://{settings.ApiClientId}/access_as_user"), cancel));
            Expect.Contains("AADSTS1002012", permission.ToString());
        }),
        new(Service, "a wrong secret is 7000215, an unknown client 700016", "", async (settings, cancel) =>
        {
            var scope = Scope($"api://{settings.ApiClientId}/.default");
            var secret = await Expect.FailsAsync<AuthenticationFailedException>(
                async () => await Client(settings, secret: "wrong").GetTokenAsync(scope, cancel));
            Expect.Contains("AADSTS7000215", secret.ToString());
            var client = await Expect.FailsAsync<AuthenticationFailedException>(
                async () => await Client(settings, clientId: Guid.NewGuid().ToString()).GetTokenAsync(scope, cancel));
            Expect.Contains("AADSTS700016", client.ToString());
        }),
    ];

    private static ClientSecretCredential Client(Settings settings, string? clientId = null, string? secret = null) =>
        new(
            settings.TenantId,
            clientId ?? settings.ClientId,
            secret ?? settings.ClientSecret,
            new ClientSecretCredentialOptions { AuthorityHost = settings.EntraAuthority, DisableInstanceDiscovery = true });

    private static TokenRequestContext Scope(string scope) => new([scope]);

    private static JsonDocument ClaimsOf(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var padded = payload.PadRight(payload.Length + (4 - payload.Length % 4) % 4, '=');
        return JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded)));
    }
}
