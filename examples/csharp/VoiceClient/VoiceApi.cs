using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using VoiceCloning.Client.Models;

namespace VoiceCloning.Client;

/// <summary>What a program needs beside the generated client: how it signs in, idempotency keys, and waiting.</summary>
public static class VoiceApi
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <param name="token">
    /// Gives an access token for the API. In production: <c>TokenCredential.GetTokenAsync</c> of Azure.Identity, with the scope <c>api://{client id}/.default</c>.
    /// </param>
    public static VoiceApiClient Connect(Uri baseUrl, Func<CancellationToken, Task<string>> token)
    {
        var authentication = new BaseBearerTokenAuthenticationProvider(new TokenProvider(token));
        return new VoiceApiClient(new HttpClientRequestAdapter(authentication)
        {
            BaseUrl = baseUrl.ToString().TrimEnd('/'),
        });
    }

    /// <summary>Makes the request safe to repeat. Kiota has no parameters for headers.</summary>
    public static void Once<T>(RequestConfiguration<T> request) where T : class, new() =>
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());

    /// <summary>Sends a WAV file as a form, and waits until it was examined. UploadBySas shows a way for large files.</summary>
    /// <param name="purpose"><c>consent</c> or <c>sample</c>.</param>
    /// <exception cref="InvalidOperationException">The recording was rejected; the message says why, and what to do.</exception>
    public static async Task<Upload> UploadAsync(this VoiceApiClient api, string purpose, string path)
    {
        Console.WriteLine($"Uploading {path}");
        await using var file = File.OpenRead(path);
        var form = new MultipartBody();
        form.AddOrReplacePart("purpose", "text/plain", purpose);
        form.AddOrReplacePart("file", "audio/wav", file, Path.GetFileName(path));
        var upload = await api.V1.Uploads.Files.PostAsync(form, Once);
        return await api.AcceptedAsync(upload!.Id!);
    }

    /// <summary>Waits until a recording was examined.</summary>
    /// <exception cref="InvalidOperationException">The recording was rejected; the message says why, and what to do.</exception>
    public static async Task<Upload> AcceptedAsync(this VoiceApiClient api, string id)
    {
        while (true)
        {
            var upload = await api.V1.Uploads[id].GetAsync();
            if (upload!.Status == UploadStatus.Accepted) return upload;
            if (upload.Rejection is { } rejection)
            {
                throw new InvalidOperationException($"{upload.FileName}: {rejection.Detail} {rejection.Advice}");
            }

            await Task.Delay(PollInterval);
        }
    }

    /// <summary>Waits until an operation has ended.</summary>
    /// <param name="show">Called with each answer.</param>
    /// <exception cref="InvalidOperationException">The operation did not succeed; the message says why.</exception>
    public static async Task<Operation> SucceededAsync(this VoiceApiClient api, Operation operation, Action<Operation> show)
    {
        while (true)
        {
            show(operation);
            if (operation.Status == OperationStatus.Succeeded) return operation;
            if (operation.Status is OperationStatus.Failed or OperationStatus.Canceled)
            {
                throw new InvalidOperationException(operation.Error?.Detail ?? $"The operation was {operation.Status}.");
            }

            await Task.Delay(PollInterval);
            operation = (await api.V1.Operations[operation.Id!].GetAsync())!;
        }
    }

    private sealed class TokenProvider(Func<CancellationToken, Task<string>> token) : IAccessTokenProvider
    {
        /// <summary>The token is sent to the API alone; Kiota refuses plain HTTP, except to this machine.</summary>
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();

        public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? context, CancellationToken cancel) =>
            token(cancel);
    }
}
