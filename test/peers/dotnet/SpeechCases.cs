using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace VoiceSandbox.Peer;

/// <summary>Azure AI Speech, over plain HTTP and WebSocket: its .NET SDK is a native library that is not used here.</summary>
public static class SpeechCases
{
    private const string Service = "Speech";
    private const string Resource = "https://cognitiveservices.azure.com";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "a text is spoken over HTTP in the format that was asked for", "", async (settings, cancel) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.SpeechEndpoint, "/tts/cognitiveservices/v1"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await settings.TokenAsync(Resource, cancel));
            request.Headers.Add("X-Microsoft-OutputFormat", "riff-16khz-16bit-mono-pcm");
            request.Headers.UserAgent.ParseAdd("peer/1.0");
            request.Content = new StringContent(
                "<speak version='1.0' xml:lang='en-US' xmlns='http://www.w3.org/2001/10/synthesis'>"
                + "<voice name='en-US-AvaNeural'>The kettle is on.</voice></speak>",
                Encoding.UTF8,
                "application/ssml+xml");
            using var answer = await settings.Http.SendAsync(request, cancel);
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            Expect.Equal(HttpStatusCode.OK, answer.StatusCode);
            Expect.Equal("RIFF", Encoding.ASCII.GetString(body, 0, 4));
            Expect.True(body.Length > 16_000, "there is half a second of audio at least");
        }),
    ];
}
