using Microsoft.Kiota.Abstractions;
using VoiceCloning.Client;
using VoiceCloning.Client.Models;

// Enrolls a voice from two recordings, and has it speak a text.
//
// dotnet run --project EnrollAndSpeak -- --url http://localhost:3000 --talent "Ada" --company "Contoso" \
//   --statement statement.wav --sample sample.wav --text "Hello." --out hello.wav
//
// The token is in VOICE_API_TOKEN. In statement.wav the voice talent reads the statement of GET /v1/consent-statements aloud.

try
{
    var options = new Options(args);
    var token = options.Required("token", "VOICE_API_TOKEN");
    var api = VoiceApi.Connect(new Uri(options.Required("url")), _ => Task.FromResult(token));

    var statement = await api.UploadAsync("consent", options.Required("statement"));
    var sample = await api.UploadAsync("sample", options.Required("sample"));

    Console.WriteLine("Enrolling the voice");
    var enrollment = await api.V1.Voices.PostAsync(new CreateVoice
    {
        Name = options.Required("talent"),
        Kind = VoiceKind.Personal,
        Consent = new CreateVoiceConsent
        {
            VoiceTalentName = options.Required("talent"),
            CompanyName = options.Required("company"),
            Locale = ConsentLocale.EnUS,
            UploadId = statement.Id,
        },
        Samples = [new CreateVoiceSample { UploadId = sample.Id }],
    }, VoiceApi.Once);
    var enrolled = await api.SucceededAsync(enrollment!, operation => Console.WriteLine($"  {operation.Stage}"));
    var voiceId = enrolled.Subject!.Id;

    // The audio is written while it is still being spoken.
    await using var speech = await api.V1.Speech.PostAsync(new CreateSpeech
    {
        VoiceId = voiceId,
        Text = options.Required("text"),
        Format = AudioFormat.Wav,
    });
    await using (var file = File.Create(options.Required("out"))) await speech!.CopyToAsync(file);
    Console.WriteLine($"The voice {voiceId} has spoken: {options.Required("out")}");
    return 0;
}
catch (Problem problem)
{
    Console.Error.WriteLine($"{problem.Code}: {problem.Detail} (request {problem.RequestId})");
    return 1;
}
catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or ApiException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
