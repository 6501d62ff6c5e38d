using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Kiota.Abstractions;
using VoiceCloning.Client;
using VoiceCloning.Client.Models;

// Sends a recording straight to Blob Storage by the SAS URL that the API gives. The API never sees the bytes, so that large files cost it nothing.
//
// dotnet run --project UploadBySas -- --url http://localhost:3000 --file sample.wav
//
// The token is in VOICE_API_TOKEN. The storage of `npm run sandbox` has a certificate of its own: set SSL_CERT_FILE as NODE_EXTRA_CA_CERTS is.

try
{
    var options = new Options(args);
    var token = options.Required("token", "VOICE_API_TOKEN");
    var api = VoiceApi.Connect(new Uri(options.Required("url")), _ => Task.FromResult(token));
    var path = options.Required("file");
    await using var file = File.OpenRead(path);

    var created = await api.V1.Uploads.PostAsync(new CreateUpload
    {
        Purpose = UploadPurpose.Sample,
        FileName = Path.GetFileName(path),
        ContentType = "audio/wav",
        SizeBytes = file.Length,
    }, VoiceApi.Once);

    // `UploadProp`: Kiota renames a member that has the name of its class. The URL is a secret that permits one upload to one blob. The SDK sends large files in blocks, several at once.
    var blob = new BlockBlobClient(new Uri(created!.UploadProp!.Url!));
    await blob.UploadAsync(file, new BlobUploadOptions
    {
        HttpHeaders = new BlobHttpHeaders { ContentType = "audio/wav" },
        Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        ProgressHandler = new Progress<long>(bytes => Console.WriteLine($"  {bytes} of {file.Length} bytes")),
    });

    var upload = await api.AcceptedAsync(created.Id!);
    Console.WriteLine($"The recording {upload.Id} was accepted: {upload.DurationMs} ms");
    return 0;
}
catch (Problem problem)
{
    Console.Error.WriteLine($"{problem.Code}: {problem.Detail} (request {problem.RequestId})");
    return 1;
}
catch (RequestFailedException error)
{
    // The message of the SDK has the URL in it, which is a secret.
    Console.Error.WriteLine($"Blob Storage answered {error.Status} {error.ErrorCode}");
    return 1;
}
catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or ApiException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
