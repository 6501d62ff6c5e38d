using System.Net.ServerSentEvents;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using GeneratedClients;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;
using VoiceCloning.Client;
using VoiceCloning.Client.Models;

// Usage: KiotaCalls CALL... The setting is in environment variables.

var setting = Setting.FromEnvironment();
var authentication = new BaseBearerTokenAuthenticationProvider(new FixedToken(setting.Token));
using var adapter = new HttpClientRequestAdapter(authentication) { BaseUrl = setting.BaseUrl.ToString().TrimEnd('/') };
var calls = new Calls(setting, new VoiceApiClient(adapter));

return await CallRunner.RunAsync(args, new Dictionary<string, Func<Task<object>>>
{
    ["create"] = calls.CreateAsync,
    ["page"] = calls.PageAsync,
    ["upload"] = calls.UploadAsync,
    ["speak"] = calls.SpeakAsync,
    ["speakCutOff"] = calls.SpeakCutOffAsync,
    ["range"] = calls.RangeAsync,
    ["captions"] = calls.CaptionsAsync,
    ["events"] = calls.EventsAsync,
    ["conflict"] = calls.ConflictAsync,
    ["problem"] = calls.ProblemAsync,
    ["audit"] = calls.AuditAsync,
});

internal sealed class FixedToken(string token) : IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new();

    public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? context, CancellationToken cancel) =>
        Task.FromResult(token);
}

internal sealed class Calls(Setting setting, VoiceApiClient client)
{
    private async Task<Operation> CreateSynthesisAsync(string? voiceId = null)
    {
        var body = new CreateSynthesis { VoiceId = voiceId ?? setting.VoiceId, Text = Setting.Text };
        return (await client.V1.Syntheses.PostAsync(body, WithKey))!;
    }

    private static void WithKey(RequestConfiguration<DefaultQueryParameters> request) =>
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());

    public async Task<object> CreateAsync()
    {
        var operation = await CreateSynthesisAsync();
        return new { operation.Id, Type = Name(operation.Type), Subject = operation.Subject!.Id };
    }

    public async Task<object> PageAsync()
    {
        var first = await PageAfterAsync(null);
        var second = await PageAfterAsync(first.Next);
        return new { First = first.Data!.Select(each => each.Id), More = first.HasMore, Second = second.Data!.Select(each => each.Id) };
    }

    private async Task<SynthesisList> PageAfterAsync(string? cursor) => (await client.V1.Syntheses.GetAsync(request =>
    {
        request.QueryParameters.Limit = 1;
        request.QueryParameters.After = cursor;
        request.QueryParameters.VoiceId = setting.VoiceId;
    }))!;

    public async Task<object> UploadAsync()
    {
        var form = new MultipartBody();
        form.AddOrReplacePart("purpose", "text/plain", "sample");
        await using var file = File.OpenRead(setting.Recording);
        form.AddOrReplacePart("file", "audio/wav", file, "recording.wav");
        var upload = (await client.V1.Uploads.Files.PostAsync(form, WithKey))!;
        var read = await client.V1.Uploads[upload.Id!].GetAsync();
        return new { upload.Id, Purpose = Name(upload.Purpose), upload.FileName, Read = read!.Id };
    }

    private async Task<Stream> StreamAsync() =>
        (await client.V1.Speech.PostAsync(new CreateSpeech { VoiceId = setting.VoiceId, Text = Setting.Text, Format = AudioFormat.Wav }))!;

    public async Task<object> SpeakAsync()
    {
        await using var speech = await StreamAsync();
        var (bytes, _) = await CallRunner.ReadAllAsync(speech);
        return new { Head = Encoding.Latin1.GetString(bytes, 0, 4), Bytes = bytes.Length };
    }

    public async Task<object> SpeakCutOffAsync()
    {
        await using var speech = await StreamAsync();
        var (bytes, noticed) = await CallRunner.ReadAllAsync(speech);
        return new { Bytes = bytes.Length, Noticed = noticed };
    }

    public async Task<object> RangeAsync()
    {
        await using var audio = await client.V1.Syntheses[setting.SynthesisId].Audio
            .GetAsync(request => request.Headers.Add("Range", "bytes=0-99"));
        var (bytes, _) = await CallRunner.ReadAllAsync(audio!);
        return new { Hex = Convert.ToHexStringLower(bytes) };
    }

    public async Task<object> CaptionsAsync() =>
        new { Vtt = await CaptionsAsync(CaptionsFormat.Vtt), Srt = await CaptionsAsync(CaptionsFormat.Srt) };

    private async Task<string> CaptionsAsync(CaptionsFormat format)
    {
        await using var captions = await client.V1.Syntheses[setting.SynthesisId].Captions
            .GetAsync(request => request.QueryParameters.Format = format);
        return await CallRunner.ReadTextAsync(captions!);
    }

    public async Task<object> EventsAsync()
    {
        var operation = await CreateSynthesisAsync();
        await using var events = await client.V1.Operations[operation.Id!].Events.GetAsync();
        var statuses = new List<string>();
        await foreach (var item in SseParser.Create(events!).EnumerateAsync())
        {
            var changed = await KiotaJsonSerializer.DeserializeAsync<Operation>(item.Data);
            statuses.Add(Name(changed!.Status));
        }

        return new { Statuses = statuses };
    }

    public async Task<object> ConflictAsync()
    {
        var created = (await client.V1.WebhookEndpoints.PostAsync(
            new CreateWebhookEndpoint { Url = "https://hooks.example.com/kiota" }, WithKey))!;
        var endpoint = client.V1.WebhookEndpoints[created.Id!];
        var headers = new HeadersInspectionHandlerOption { InspectResponseHeaders = true };
        await endpoint.GetAsync(request => request.Options.Add(headers));
        var tag = headers.ResponseHeaders["ETag"].Single();
        var updated = await UpdateAsync("The first");
        try
        {
            await UpdateAsync("The second");
            throw new InvalidOperationException("The old ETag was taken.");
        }
        catch (Problem problem)
        {
            return new { Updated = updated!.Description, problem.Status, Code = Name(problem.Code) };
        }
        finally
        {
            await endpoint.DeleteAsync();
        }

        Task<WebhookEndpoint?> UpdateAsync(string description) => endpoint.PatchAsync(
            new UpdateWebhookEndpoint { Description = description },
            request => request.Headers.Add("If-Match", tag));
    }

    public async Task<object> ProblemAsync()
    {
        try
        {
            await CreateSynthesisAsync("Ada");
            throw new InvalidOperationException("A voice that cannot be was taken.");
        }
        catch (Problem problem)
        {
            return new
            {
                problem.Status,
                Code = Name(problem.Code),
                problem.Retryable,
                Pointers = problem.Errors!.Select(each => each.Pointer),
            };
        }
    }

    public async Task<object> AuditAsync()
    {
        var list = await client.V1.AuditEvents.GetAsync(request =>
        {
            request.QueryParameters.Limit = Setting.AuditLimit;
            request.QueryParameters.SubjectId = setting.VoiceId;
        });
        var events = new List<object>();
        foreach (var each in list!.Data!)
        {
            var details = each.Details is null ? null : await KiotaJsonSerializer.SerializeAsStringAsync(each.Details);
            events.Add(new
            {
                each.Sequence,
                Action = Name(each.Action),
                AtMs = each.At!.Value.ToUnixTimeMilliseconds(),
                Details = details is null ? null : System.Text.Json.Nodes.JsonNode.Parse(details),
            });
        }

        return new { Events = events };
    }

    /// <summary>The name of an enumeration's value in the contract.</summary>
    private static string Name<T>(T? value) where T : struct, Enum =>
        typeof(T).GetField($"{value}")!.GetCustomAttribute<EnumMemberAttribute>()!.Value!;
}
