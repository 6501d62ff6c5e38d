using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using GeneratedClients;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using VoiceCloning.NSwag;

// Usage: NSwagCalls CALL... The setting is in environment variables.

var setting = Setting.FromEnvironment();
using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", setting.Token);
var client = new VoiceApiClient(http) { BaseUrl = setting.BaseUrl.ToString() };
var calls = new Calls(setting, client, http);

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

internal sealed class Calls(Setting setting, VoiceApiClient client, HttpClient http)
{
    private static string Key() => Guid.NewGuid().ToString();

    private Task<Operation> CreateSynthesisAsync(string? voiceId = null) =>
        client.CreateSynthesisAsync(
            idempotency_Key: Key(),
            body: new CreateSynthesis { VoiceId = voiceId ?? setting.VoiceId, Text = Setting.Text });

    public async Task<object> CreateAsync()
    {
        var operation = await CreateSynthesisAsync();
        return new { operation.Id, Type = Name(operation.Type), Subject = operation.Subject.Id };
    }

    public async Task<object> PageAsync()
    {
        var first = await client.ListSynthesesAsync(limit: 1, voiceId: setting.VoiceId);
        var second = await client.ListSynthesesAsync(limit: 1, after: first.Next, voiceId: setting.VoiceId);
        return new { First = first.Data.Select(each => each.Id), More = first.HasMore, Second = second.Data.Select(each => each.Id) };
    }

    public async Task<object> UploadAsync()
    {
        await using var file = File.OpenRead(setting.Recording);
        var upload = await client.UploadFileAsync(
            idempotency_Key: Key(),
            purpose: UploadPurpose.Sample,
            file: new FileParameter(file, "recording.wav", "audio/wav"));
        var read = await client.GetUploadAsync(upload.Id);
        return new { upload.Id, Purpose = Name(upload.Purpose), upload.FileName, Read = read.Id };
    }

    private Task<FileResponse> StreamAsync() =>
        client.StreamSpeechAsync(body: new CreateSpeech { VoiceId = setting.VoiceId, Text = Setting.Text, Format = AudioFormat.Wav });

    public async Task<object> SpeakAsync()
    {
        using var speech = await StreamAsync();
        var (bytes, _) = await CallRunner.ReadAllAsync(speech.Stream);
        return new { Head = Encoding.Latin1.GetString(bytes, 0, 4), Bytes = bytes.Length };
    }

    public async Task<object> SpeakCutOffAsync()
    {
        using var speech = await StreamAsync();
        var (bytes, noticed) = await CallRunner.ReadAllAsync(speech.Stream);
        return new { Bytes = bytes.Length, Noticed = noticed };
    }

    public async Task<object> RangeAsync()
    {
        using var audio = await client.GetSynthesisAudioAsync(setting.SynthesisId, range: "bytes=0-99");
        var (bytes, _) = await CallRunner.ReadAllAsync(audio.Stream);
        return new { Hex = Convert.ToHexStringLower(bytes) };
    }

    public async Task<object> CaptionsAsync() =>
        new { Vtt = await CaptionsAsync(CaptionsFormat.Vtt), Srt = await CaptionsAsync(CaptionsFormat.Srt) };

    private async Task<string> CaptionsAsync(CaptionsFormat format)
    {
        using var captions = await client.GetSynthesisCaptionsAsync(setting.SynthesisId, format: format);
        return await CallRunner.ReadTextAsync(captions.Stream);
    }

    public async Task<object> EventsAsync()
    {
        var operation = await CreateSynthesisAsync();
        using var events = await client.WatchOperationAsync(operation.Id);
        var statuses = new List<string>();
        await foreach (var item in SseParser.Create(events.Stream).EnumerateAsync())
        {
            // An event has the members of an operation that change, and NSwag demands all.
            statuses.Add((string)JObject.Parse(item.Data)["status"]!);
        }

        return new { Statuses = statuses };
    }

    public async Task<object> ConflictAsync()
    {
        var created = await client.CreateWebhookEndpointAsync(
            idempotency_Key: Key(),
            body: new CreateWebhookEndpoint { Url = "https://hooks.example.com/nswag" });
        // The methods give no headers of JSON answers: `PrepareRequest` and `ProcessResponse` are for that, or a request beside the client.
        using var read = await http.GetAsync(new Uri(setting.BaseUrl, $"/v1/webhook-endpoints/{created.Id}"));
        var tag = read.Headers.ETag!.ToString();
        var updated = await UpdateAsync("The first");
        try
        {
            await UpdateAsync("The second");
            throw new InvalidOperationException("The old ETag was taken.");
        }
        catch (ApiException<Problem> problem)
        {
            return new { Updated = updated.Description, problem.Result.Status, Code = Name(problem.Result.Code) };
        }
        finally
        {
            await client.DeleteWebhookEndpointAsync(created.Id);
        }

        Task<WebhookEndpoint> UpdateAsync(string description) => client.UpdateWebhookEndpointAsync(
            created.Id, if_Match: tag, body: new UpdateWebhookEndpoint { Description = description });
    }

    public async Task<object> ProblemAsync()
    {
        try
        {
            await CreateSynthesisAsync("Ada");
            throw new InvalidOperationException("A voice that cannot be was taken.");
        }
        catch (ApiException<Problem> problem)
        {
            var result = problem.Result;
            return new
            {
                result.Status,
                Code = Name(result.Code),
                result.Retryable,
                Pointers = result.Errors.Select(each => each.Pointer),
            };
        }
    }

    public async Task<object> AuditAsync()
    {
        var list = await client.ListAuditEventsAsync(limit: Setting.AuditLimit, subjectId: setting.VoiceId);
        return new
        {
            Events = list.Data.Select(each => new
            {
                each.Sequence,
                Action = Name(each.Action),
                AtMs = each.At.ToUnixTimeMilliseconds(),
                Details = each.Details is null ? (object?)null : System.Text.Json.Nodes.JsonNode.Parse(JsonConvert.SerializeObject(each.Details)),
            }),
        };
    }

    /// <summary>The name of an enumeration's value in the contract.</summary>
    private static string Name<T>(T value) where T : struct, Enum => JsonConvert.DeserializeObject<string>(
        JsonConvert.SerializeObject(value, new Newtonsoft.Json.Converters.StringEnumConverter()))!;
}
