using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VoiceSandbox.Peer;

/// <summary>What one turn of the synthesis WebSocket gave.</summary>
/// <param name="AudioBytes">Of all binary frames, without their headers.</param>
/// <param name="Metadata">The types in <c>audio.metadata</c>, in order.</param>
/// <param name="Paths">Of the text frames, in order.</param>
public sealed record SpokenTurn(int AudioBytes, IReadOnlyList<string> Metadata, IReadOnlyList<string> Paths);

/// <summary>The protocol that the Speech SDK speaks, over System.Net.WebSockets.</summary>
public static class SpeechSocket
{
    /// <summary>Where a custom domain says that synthesis is to connect, as the Speech SDK asks: without a credential.</summary>
    public static async Task<Uri> RedirectAsync(Settings settings, CancellationToken cancel)
    {
        var probe = new UriBuilder(settings.SpeechWebSocketUrl) { Scheme = "https", Query = "GenerateRedirectResponse=true" };
        using var answer = await settings.Http.GetAsync(probe.Uri, cancel);
        Expect.Equal(HttpStatusCode.OK, answer.StatusCode);
        var named = new Uri((await answer.Content.ReadAsStringAsync(cancel)).Trim());
        return new UriBuilder(named) { Scheme = "wss" }.Uri;
    }

    /// <summary>The status of a handshake that is refused.</summary>
    public static async Task<HttpStatusCode> RefusalAsync(Uri url, string token, CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        socket.Options.CollectHttpResponseDetails = true;
        await Expect.FailsAsync<WebSocketException>(() => socket.ConnectAsync(url, cancel));
        return socket.HttpStatusCode;
    }

    public static async Task<SpokenTurn> SpeakAsync(Uri url, string token, string ssml, CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        socket.Options.SetRequestHeader("X-ConnectionId", Guid.NewGuid().ToString("N").ToUpperInvariant());
        await socket.ConnectAsync(url, cancel);
        var requestId = Guid.NewGuid().ToString("N").ToUpperInvariant();
        const string context =
            """{"synthesis":{"audio":{"metadataOptions":{"sentenceBoundaryEnabled":true,"visemeEnabled":true,"wordBoundaryEnabled":true,"sessionEndEnabled":true},"outputFormat":"raw-24khz-16bit-mono-pcm"},"language":{"autoDetection":false}}}""";
        await SendAsync(socket, "speech.config", requestId, "application/json", """{"context":{"system":{"version":"1.0"}}}""", cancel);
        await SendAsync(socket, "synthesis.context", requestId, "application/json", context, cancel);
        await SendAsync(socket, "ssml", requestId, "application/ssml+xml", ssml, cancel);
        return await ReceiveTurnAsync(socket, requestId, cancel);
    }

    private static async Task<SpokenTurn> ReceiveTurnAsync(ClientWebSocket socket, string requestId, CancellationToken cancel)
    {
        var audioBytes = 0;
        var metadata = new List<string>();
        var paths = new List<string>();
        while (!paths.Contains("turn.end"))
        {
            var (type, message) = await ReceiveAsync(socket, cancel);
            if (type == WebSocketMessageType.Close)
                throw new ExpectationException($"it was closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
            var isAudio = type == WebSocketMessageType.Binary;
            var headerLength = isAudio ? BinaryPrimitives.ReadUInt16BigEndian(message) : 0;
            var text = isAudio ? Encoding.ASCII.GetString(message, 2, headerLength) : Encoding.UTF8.GetString(message);
            Expect.Contains($"X-RequestId:{requestId}", text.Replace(": ", ":", StringComparison.Ordinal));
            if (isAudio)
            {
                audioBytes += message.Length - 2 - headerLength;
                continue;
            }

            var path = text.Split("\r\n").First(line => line.StartsWith("Path:", StringComparison.OrdinalIgnoreCase))[5..].Trim();
            paths.Add(path);
            if (path != "audio.metadata") continue;
            using var body = JsonDocument.Parse(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
            foreach (var item in body.RootElement.GetProperty("Metadata").EnumerateArray())
                metadata.Add(item.GetProperty("Type").GetString() ?? "");
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
        return new SpokenTurn(audioBytes, metadata, paths);
    }

    private static async Task SendAsync(
        ClientWebSocket socket, string path, string requestId, string contentType, string body, CancellationToken cancel)
    {
        var text = $"Path: {path}\r\nX-RequestId: {requestId}\r\nX-Timestamp: {DateTime.UtcNow:O}\r\nContent-Type: {contentType}\r\n\r\n{body}";
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, cancel);
    }

    private static async Task<(WebSocketMessageType Type, byte[] Message)> ReceiveAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancel);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage || part.MessageType == WebSocketMessageType.Close) return (part.MessageType, message.ToArray());
        }
    }
}
