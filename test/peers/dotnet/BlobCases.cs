using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace VoiceSandbox.Peer;

/// <summary>Blob Storage, through Azure.Storage.Blobs.</summary>
public static class BlobCases
{
    private const string Service = "Blob Storage";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "what was uploaded is downloaded, in whole and from an offset", "", async (settings, cancel) =>
        {
            var blob = ClientOf(settings).GetBlobContainerClient("archive").GetBlobClient(Settings.Unique("blob"));
            var content = BinaryData.FromString("0123456789");
            await blob.UploadAsync(content, overwrite: false, cancel);
            var whole = await blob.DownloadContentAsync(cancel);
            Expect.Equal(content.ToString(), whole.Value.Content.ToString());
            var part = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(4, 3) }, cancel);
            using var reader = new StreamReader(part.Value.Content);
            Expect.Equal("456", await reader.ReadToEndAsync(cancel));
            await blob.DeleteAsync(cancellationToken: cancel);
        }),
    ];

    public static BlobServiceClient ClientOf(Settings settings) =>
        new(settings.BlobEndpoint, settings.Identity, new BlobClientOptions { Retry = { MaxRetries = 1 } });
}
