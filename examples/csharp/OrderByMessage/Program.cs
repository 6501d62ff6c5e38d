using System.ComponentModel.DataAnnotations;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Kiota.Abstractions;
using OrderByMessage;
using VoiceCloning.Client;
using Problem = VoiceCloning.Client.Models.Problem;

// Orders work by messages: enrolls a voice, has a text and a batch spoken, sends a request that is rejected, and cancels one. docs/producers.md describes the messages.
// Recordings and audio are too large for messages: they go over HTTP, as the owner on whose behalf the producer acts.
//
// dotnet run --project OrderByMessage -- --url http://localhost:3000 --talent "Ada" --company "Contoso" \
//   --statement statement.wav --sample sample.wav --text "The kettle is on." --out spoken
//
// The token is in VOICE_API_TOKEN, the rest in .sandbox/producer-ivr.env of `npm start -- --producer ivr`: see the README.
// With --voice vce_... it speaks with that voice, and enrolls none.

using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(10));
var cancel = deadline.Token;
try
{
    var options = new Options(args);
    var token = options.Required("token", "VOICE_API_TOKEN");
    var api = VoiceApi.Connect(new Uri(options.Required("url")), _ => Task.FromResult(token));
    var text = options.Required("text");
    var folder = Directory.CreateDirectory(options.Required("out")).FullName;
    var identity = ManagedIdentityId.FromUserAssignedClientId(options.Required("identity", "AZURE_CLIENT_ID"));
    await using var producer = await Producer.StartAsync(
        options.Required("namespace", "SERVICE_BUS_NAMESPACE"), options.Required("producer", "PRODUCER"), new ManagedIdentityCredential(identity), cancel);

    var voiceId = options.Optional("voice") ?? await EnrollAsync(producer, api, options, cancel);

    var speech = await producer.SendAsync(new SynthesisRequest { VoiceId = voiceId, Text = text, Format = AudioFormat.Wav }, cancel);
    var spoken = await speech.SucceededAsync(cancel);
    await SaveAsync(api.V1.Syntheses[spoken.Subject!.Id].Audio.GetAsync(cancellationToken: cancel), Path.Combine(folder, "speech.wav"));

    var batch = await producer.SendAsync(new BatchRequest
    {
        VoiceId = voiceId,
        Items = [new BatchItem { Key = "first", Text = text }, new BatchItem { Key = "second", Text = text }],
        Format = AudioFormat.Wav,
    }, cancel);
    var archived = await batch.SucceededAsync(cancel);
    await SaveAsync(api.V1.Batches[archived.Subject!.Id].Archive.GetAsync(cancellationToken: cancel), Path.Combine(folder, "batch.zip"));

    await ShowRejectionAsync(producer, voiceId, text, cancel);
    await ShowCancelAsync(producer, voiceId, text, cancel);
    Console.WriteLine($"The voice {voiceId} has spoken: {folder}");
    return 0;
}
catch (RequestRejectedException rejected)
{
    Console.Error.WriteLine(rejected.Message);
    foreach (var (pointer, detail) in rejected.Errors) Console.Error.WriteLine($"  {pointer}: {detail}");
    return 1;
}
catch (Problem problem)
{
    Console.Error.WriteLine($"{problem.Code}: {problem.Detail} (request {problem.RequestId})");
    return 1;
}
catch (OperationCanceledException) when (cancel.IsCancellationRequested)
{
    Console.Error.WriteLine("There was no reply in time.");
    return 1;
}
catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or ApiException or ValidationException
    or ServiceBusException or UnauthorizedAccessException or AuthenticationFailedException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static async Task<string> EnrollAsync(Producer producer, VoiceApiClient api, Options options, CancellationToken cancel)
{
    var statement = await api.UploadAsync("consent", options.Required("statement"));
    var sample = await api.UploadAsync("sample", options.Required("sample"));
    var enrollment = await producer.SendAsync(new VoiceRequest
    {
        Name = options.Required("talent"),
        Kind = VoiceKind.Personal,
        Consent = new VoiceConsent
        {
            VoiceTalentName = options.Required("talent"),
            CompanyName = options.Required("company"),
            Locale = "en-US",
            UploadId = statement.Id!,
        },
        Samples = [new VoiceSample { UploadId = sample.Id! }],
    }, cancel);
    var enrolled = await enrollment.SucceededAsync(cancel);
    return enrolled.Subject!.Id;
}

static async Task SaveAsync(Task<Stream?> download, string path)
{
    await using var audio = await download;
    await using var file = File.Create(path);
    await audio!.CopyToAsync(file);
}

// The sample rate is none of this format: a rule that no schema has, so that the check before sending does not find it.
static async Task ShowRejectionAsync(Producer producer, string voiceId, string text, CancellationToken cancel)
{
    var wrong = await producer.SendAsync(
        new SynthesisRequest { VoiceId = voiceId, Text = text, Format = AudioFormat.Mulaw, SampleRateHz = 48_000 }, cancel);
    try
    {
        await wrong.AcceptedAsync(cancel);
    }
    catch (RequestRejectedException rejected) when (rejected.Errors is [var (pointer, detail), ..])
    {
        Console.WriteLine($"{rejected.Code} at {pointer}: {detail}");
        return;
    }

    throw new InvalidOperationException("A wrong request was accepted.");
}

static async Task ShowCancelAsync(Producer producer, string voiceId, string text, CancellationToken cancel)
{
    // Long enough that it is still being spoken when the cancel arrives.
    var book = string.Join(' ', Enumerable.Repeat(text, Math.Max(1, 50_000 / text.Length)));
    var speech = await producer.SendAsync(new SynthesisRequest { VoiceId = voiceId, Text = book }, cancel);
    var accepted = await speech.AcceptedAsync(cancel);
    var request = await producer.SendAsync(new CancelRequest { OperationId = accepted.Operation!.Id }, cancel);
    await request.AcceptedAsync(cancel);
    var ended = await speech.FinishedAsync(cancel);
    Console.WriteLine($"The operation {ended.Operation!.Id} is {ended.Status}.");
}
