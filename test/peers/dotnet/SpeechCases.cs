using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace VoiceSandbox.Peer;

/// <summary>Azure AI Speech, over plain HTTP and WebSocket: its .NET SDK is a native library that is not used here.</summary>
public static class SpeechCases
{
    private const string Service = "Speech";
    private const string Resource = "https://cognitiveservices.azure.com";
    private const string CustomVoiceVersion = "api-version=2026-01-01";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "a text is spoken over HTTP in the format that was asked for", "", async (settings, cancel) =>
        {
            using var answer = await SpeakAsync(settings, "riff-16khz-16bit-mono-pcm", Ssml("en-US-AvaNeural"), cancel);
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            Expect.Equal(HttpStatusCode.OK, answer.StatusCode);
            Expect.Equal("RIFF", Encoding.ASCII.GetString(body, 0, 4));
            Expect.True(body.Length > 16_000, "there is half a second of audio at least");
        }),
        new(Service, "the voice of the quickstarts speaks, and is in the list", "N20", async (settings, cancel) =>
        {
            using var answer = await SpeakAsync(settings, "raw-24khz-16bit-mono-pcm", Ssml("en-US-JennyNeural"), cancel);
            Expect.Equal(HttpStatusCode.OK, answer.StatusCode);
            using var voices = await GetAsync(settings, "/tts/cognitiveservices/voices/list", cancel);
            var names = voices.RootElement.EnumerateArray().Select(voice => voice.GetProperty("ShortName").GetString()).ToArray();
            foreach (var name in new[] { "en-US-JennyNeural", "en-US-GuyNeural", "en-US-AvaMultilingualNeural", "de-DE-KatjaNeural" })
                Expect.True(names.Contains(name), $"{name} is listed");
        }),
        new(Service, "a format that is not known and a voice that is not there are 400", "", async (settings, cancel) =>
        {
            using var format = await SpeakAsync(settings, "raw-1khz", Ssml("en-US-AvaNeural"), cancel);
            Expect.Equal(HttpStatusCode.BadRequest, format.StatusCode);
            using var voice = await SpeakAsync(settings, "raw-24khz-16bit-mono-pcm", Ssml("en-US-NobodyNeural"), cancel);
            Expect.Equal(HttpStatusCode.BadRequest, voice.StatusCode);
        }),
        new(Service, "custom voice makes a project once, and names what it does not have", "", async (settings, cancel) =>
        {
            var path = $"/customvoice/projects/{Settings.Unique("peer")}?{CustomVoiceVersion}";
            var project = new { kind = "PersonalVoice", description = "of a peer" };
            using var created = await SendAsync(settings, HttpMethod.Put, path, JsonContent.Create(project), cancel);
            Expect.Equal(HttpStatusCode.Created, created.StatusCode);
            using var read = await GetAsync(settings, path, cancel);
            Expect.Equal("PersonalVoice", read.RootElement.GetProperty("kind").GetString());
            using var deleted = await SendAsync(settings, HttpMethod.Delete, path, null, cancel);
            Expect.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            using var gone = await SendAsync(settings, HttpMethod.Get, path, null, cancel);
            Expect.Equal(HttpStatusCode.NotFound, gone.StatusCode);
            Expect.Contains("NotFound", await gone.Content.ReadAsStringAsync(cancel));
        }),
        new(Service, "custom voice lists its base models, and wants an api-version", "", async (settings, cancel) =>
        {
            using var models = await GetAsync(settings, $"/customvoice/basemodels?{CustomVoiceVersion}", cancel);
            Expect.True(models.RootElement.GetProperty("value").GetArrayLength() > 0, "there are base models");
            using var answer = await SendAsync(settings, HttpMethod.Get, "/customvoice/basemodels", null, cancel);
            Expect.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }),
        new(Service, "the custom domain names the regional host, which speaks over WebSocket, with words and visemes", "N20", async (settings, cancel) =>
        {
            var url = await SpeechSocket.RedirectAsync(settings, cancel);
            Expect.True(url.Host != settings.SpeechWebSocketUrl.Host, "another host is named");
            var turn = await SpeechSocket.SpeakAsync(url, await settings.TokenAsync(Resource, cancel), Ssml("en-US-JennyNeural"), cancel);
            Expect.True(turn.AudioBytes > 24_000, "there is half a second of audio at least");
            Expect.Equal("turn.start", turn.Paths[0]);
            Expect.Equal("response", turn.Paths[1]);
            foreach (var type in new[] { "WordBoundary", "SentenceBoundary", "Viseme", "SessionEnd" })
                Expect.True(turn.Metadata.Contains(type), $"there is metadata of type {type}");
        }),
        new(Service, "the custom domain itself speaks too", "", async (settings, cancel) =>
        {
            var token = await settings.TokenAsync(Resource, cancel);
            var turn = await SpeechSocket.SpeakAsync(settings.SpeechWebSocketUrl, token, Ssml("en-US-AvaNeural"), cancel);
            Expect.True(turn.AudioBytes > 24_000, "there is half a second of audio at least");
        }),
        new(Service, "the regional host refuses a token without the resource, and any host one for something else", "", async (settings, cancel) =>
        {
            var regional = new UriBuilder(await SpeechSocket.RedirectAsync(settings, cancel)) { Query = "" }.Uri;
            var token = await settings.TokenAsync(Resource, cancel);
            Expect.Equal(HttpStatusCode.Unauthorized, await SpeechSocket.RefusalAsync(regional, token, cancel));
            var other = await settings.TokenAsync("https://storage.azure.com", cancel);
            Expect.Equal(HttpStatusCode.Unauthorized, await SpeechSocket.RefusalAsync(settings.SpeechWebSocketUrl, other, cancel));
        }),
    ];

    private static string Ssml(string voice) =>
        "<speak version='1.0' xml:lang='en-US' xmlns='http://www.w3.org/2001/10/synthesis'>"
        + $"<voice name='{voice}'>The kettle is on.</voice></speak>";

    private static async Task<HttpResponseMessage> SpeakAsync(Settings settings, string format, string ssml, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.SpeechEndpoint, "/tts/cognitiveservices/v1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await settings.TokenAsync(Resource, cancel));
        request.Headers.Add("X-Microsoft-OutputFormat", format);
        request.Headers.UserAgent.ParseAdd("peer/1.0");
        request.Content = new StringContent(ssml, Encoding.UTF8, "application/ssml+xml");
        return await settings.Http.SendAsync(request, cancel);
    }

    private static async Task<JsonDocument> GetAsync(Settings settings, string path, CancellationToken cancel)
    {
        using var answer = await SendAsync(settings, HttpMethod.Get, path, null, cancel);
        Expect.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        Settings settings, HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(settings.SpeechEndpoint, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await settings.TokenAsync(Resource, cancel));
        return await settings.Http.SendAsync(request, cancel);
    }
}
