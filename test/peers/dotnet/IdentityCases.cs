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
        new(Service, "a client with a secret gets a token for the API", "", async (settings, cancel) =>
        {
            var credential = new ClientSecretCredential(
                settings.TenantId,
                settings.ClientId,
                settings.ClientSecret,
                new ClientSecretCredentialOptions { AuthorityHost = settings.EntraAuthority, DisableInstanceDiscovery = true });
            var request = new TokenRequestContext([$"api://{settings.ApiClientId}/.default"]);
            var token = await credential.GetTokenAsync(request, cancel);
            using var claims = ClaimsOf(token.Token);
            Expect.Equal(settings.TenantId, claims.RootElement.GetProperty("tid").GetString());
        }),
    ];

    private static JsonDocument ClaimsOf(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var padded = payload.PadRight(payload.Length + (4 - payload.Length % 4) % 4, '=');
        return JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded)));
    }
}
