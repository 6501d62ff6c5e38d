using System.Net;
using System.Net.Http.Headers;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace VoiceSandbox.Peer;

/// <summary>Blob Storage, through Azure.Storage.Blobs.</summary>
public static class BlobCases
{
    private const string Service = "Blob Storage";
    private const string Container = "archive";

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new(Service, "what was uploaded is downloaded, in whole and from an offset", "", async (settings, cancel) =>
        {
            var blob = BlobOf(settings);
            var content = BinaryData.FromString("0123456789");
            await blob.UploadAsync(content, overwrite: false, cancel);
            var whole = await blob.DownloadContentAsync(cancel);
            Expect.Equal(content.ToString(), whole.Value.Content.ToString());
            var part = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(4, 3) }, cancel);
            using var reader = new StreamReader(part.Value.Content);
            Expect.Equal("456", await reader.ReadToEndAsync(cancel));
            await blob.DeleteAsync(cancellationToken: cancel);
        }),
        new(Service, "a SAS that permits creating uploads in one shot, and never overwrites", "N4", async (settings, cancel) =>
        {
            var blob = BlobOf(settings);
            var signed = new BlobClient(await SignAsync(settings, blob, "c", cancel), Once());
            await signed.UploadAsync(BinaryData.FromString("first"), overwrite: true, cancel);
            var refused = await Expect.FailsAsync<RequestFailedException>(
                () => signed.UploadAsync(BinaryData.FromString("second"), overwrite: true, cancel));
            Expect.Equal("403 UnauthorizedBlobOverwrite", Outcome(refused));
            Expect.Equal("first", (await blob.DownloadContentAsync(cancel)).Value.Content.ToString());
        }),
        new(Service, "a SAS that permits creating uploads in blocks", "N8", async (settings, cancel) =>
        {
            var blob = BlobOf(settings);
            var signed = new BlobClient(await SignAsync(settings, blob, "c", cancel), Once());
            var content = new byte[2_500_000];
            Random.Shared.NextBytes(content);
            var blocks = new StorageTransferOptions { InitialTransferSize = 1_000_000, MaximumTransferSize = 1_000_000 };
            using var stream = new MemoryStream(content);
            await signed.UploadAsync(stream, new BlobUploadOptions { TransferOptions = blocks }, cancel);
            var stored = (await blob.DownloadContentAsync(cancel)).Value.Content.ToArray();
            Expect.True(Enumerable.SequenceEqual(content, stored));
            using var again = new MemoryStream(content);
            var refused = await Expect.FailsAsync<RequestFailedException>(
                () => signed.UploadAsync(again, new BlobUploadOptions { TransferOptions = blocks }, cancel));
            Expect.Equal("403 UnauthorizedBlobOverwrite", Outcome(refused));
        }),
        new(Service, "a SAS is refused by address, by time, when changed and for another blob", "N4", async (settings, cancel) =>
        {
            var blob = BlobOf(settings);
            async Task<string> UploadAsync(Uri uri) => Outcome(await Expect.FailsAsync<RequestFailedException>(
                () => new BlobClient(uri, Once()).UploadAsync(BinaryData.FromString("1"), overwrite: true, cancel)));

            var elsewhere = await SignAsync(settings, blob, "c", cancel, sas => sas.IPRange = new SasIPRange(IPAddress.Parse("10.1.1.1")));
            Expect.Equal("403 AuthorizationSourceIPMismatch", await UploadAsync(elsewhere));
            var expired = await SignAsync(settings, blob, "c", cancel, sas => sas.ExpiresOn = DateTimeOffset.UtcNow.AddSeconds(-5));
            Expect.Equal("403 AuthenticationFailed", await UploadAsync(expired));
            var early = await SignAsync(settings, blob, "c", cancel, sas => sas.StartsOn = DateTimeOffset.UtcNow.AddMinutes(5));
            Expect.Equal("403 AuthenticationFailed", await UploadAsync(early));
            var right = await SignAsync(settings, blob, "c", cancel);
            Expect.Equal("403 AuthenticationFailed", await UploadAsync(new Uri(right.AbsoluteUri.Replace("sp=c", "sp=cw"))));
            Expect.Equal("403 AuthenticationFailed", await UploadAsync(new Uri(right.AbsoluteUri.Replace(blob.Name, blob.Name + "x"))));
            var reading = await SignAsync(settings, blob, "r", cancel);
            Expect.Equal("403 AuthorizationPermissionMismatch", await UploadAsync(reading));
            var here = await SignAsync(settings, blob, "c", cancel, sas => sas.IPRange = new SasIPRange(IPAddress.Loopback));
            await new BlobClient(here, Once()).UploadAsync(BinaryData.FromString("1"), overwrite: true, cancel);
        }),
        new(Service, "a user delegation key lasts seven days at most", "N4", async (settings, cancel) =>
        {
            var now = DateTimeOffset.UtcNow;
            var key = await ClientOf(settings).GetUserDelegationKeyAsync(now, now.AddDays(6), cancel);
            Expect.Equal("b", key.Value.SignedService);
            var refused = await Expect.FailsAsync<RequestFailedException>(
                () => ClientOf(settings).GetUserDelegationKeyAsync(now, now.AddDays(8), cancel));
            Expect.Equal("400 InvalidXmlNodeValue", Outcome(refused));
        }),
        new(Service, "components and versions that do not exist are refused", "N4", async (settings, cancel) =>
        {
            Expect.Equal("400 InvalidQueryParameterValue", await GetAsync(settings, $"/{Container}/a?comp=unknown", "2026-04-06", cancel));
            Expect.Equal("400 InvalidHeaderValue", await GetAsync(settings, $"/{Container}?restype=container", "2099-01-01", cancel));
        }),
        new(Service, "names of metadata keep their case", "N5", async (settings, cancel) =>
        {
            var blob = BlobOf(settings);
            var metadata = new Dictionary<string, string> { ["DurationMs"] = "250" };
            await blob.UploadAsync(BinaryData.FromString("1"), new BlobUploadOptions { Metadata = metadata }, cancel);
            var properties = await blob.GetPropertiesAsync(cancellationToken: cancel);
            Expect.Equal("DurationMs", properties.Value.Metadata.Keys.Single());
        }),
        new(Service, "account, container and blob are read from the endpoint, and a SAS can be made from it", "N15", async (settings, cancel) =>
        {
            var blob = BlobOf(settings);
            Expect.Equal("devstoreaccount1", blob.AccountName);
            Expect.Equal(Container, blob.BlobContainerName);
            await blob.UploadAsync(BinaryData.FromString("1"), overwrite: false, cancel);
            var key = await ClientOf(settings).GetUserDelegationKeyAsync(null, DateTimeOffset.UtcNow.AddHours(1), cancel);
            var uri = blob.GenerateUserDelegationSasUri(BlobSasPermissions.Read, DateTimeOffset.UtcNow.AddMinutes(5), key.Value);
            Expect.Equal("1", (await new BlobClient(uri, Once()).DownloadContentAsync(cancel)).Value.Content.ToString());
        }),
        new(Service, "an upload in a structured body is refused in words, and stores nothing", "N16", async (settings, cancel) =>
        {
            var options = Once();
            options.TransferValidation.Upload.ChecksumAlgorithm = StorageChecksumAlgorithm.StorageCrc64;
            var blob = new BlobServiceClient(settings.BlobEndpoint, settings.Identity, options)
                .GetBlobContainerClient(Container).GetBlobClient(Settings.Unique("crc64"));
            var refused = await Expect.FailsAsync<RequestFailedException>(
                () => blob.UploadAsync(BinaryData.FromString("0123456789"), overwrite: true, cancel));
            Expect.Equal("400 UnsupportedHeader", Outcome(refused));
            Expect.Contains("does not decode structured bodies", refused.Message);
            Expect.Equal(false, (await blob.ExistsAsync(cancel)).Value);
        }),
        new(Service, "a block is read from a blob of the same account", "N16", async (settings, cancel) =>
        {
            var source = BlobOf(settings);
            await source.UploadAsync(BinaryData.FromString("0123456789"), overwrite: false, cancel);
            var target = ClientOf(settings).GetBlobContainerClient(Container).GetBlockBlobClient(Settings.Unique("joined"));
            var id = Convert.ToBase64String([1]);
            var from = await SignAsync(settings, source, "r", cancel);
            await target.StageBlockFromUriAsync(from, id, new StageBlockFromUriOptions { SourceRange = new HttpRange(2, 5) }, cancel);
            await target.CommitBlockListAsync([id], cancellationToken: cancel);
            Expect.Equal("23456", (await target.DownloadContentAsync(cancel)).Value.Content.ToString());
        }),
        new(Service, "a suffix range is answered with the whole blob", "A", async (settings, cancel) =>
        {
            var blob = BlobOf(settings);
            await blob.UploadAsync(BinaryData.FromString("0123456789"), overwrite: false, cancel);
            var uri = await SignAsync(settings, blob, "r", cancel);
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Range = new RangeHeaderValue(null, 3);
            using var answer = await settings.Http.SendAsync(request, cancel);
            Expect.Equal(HttpStatusCode.OK, answer.StatusCode);
            Expect.Equal("0123456789", await answer.Content.ReadAsStringAsync(cancel));
        }),
        new(Service, "the name of a deleted container is not free for 30 s", "E", async (settings, cancel) =>
        {
            var container = ClientOf(settings).GetBlobContainerClient(Settings.Unique("samples"));
            await container.CreateAsync(cancellationToken: cancel);
            await container.DeleteAsync(cancellationToken: cancel);
            var refused = await Expect.FailsAsync<RequestFailedException>(() => container.CreateAsync(cancellationToken: cancel));
            Expect.Equal("409 ContainerBeingDeleted", Outcome(refused));
            await settings.AdvanceClockAsync(TimeSpan.FromSeconds(30), cancel);
            await container.CreateAsync(cancellationToken: cancel);
        }),
    ];

    public static BlobServiceClient ClientOf(Settings settings) => new(settings.BlobEndpoint, settings.Identity, Once());

    private static BlobClient BlobOf(Settings settings) =>
        ClientOf(settings).GetBlobContainerClient(Container).GetBlobClient(Settings.Unique("blob"));

    /// <summary>Options with which nothing is tried again: a refusal is to be seen as it comes.</summary>
    private static BlobClientOptions Once() => new() { Retry = { MaxRetries = 0 } };

    /// <summary>The blob's address with a user delegation SAS.</summary>
    /// <param name="permissions">Letters, for example <c>c</c> or <c>r</c>.</param>
    private static async Task<Uri> SignAsync(
        Settings settings, BlobClient blob, string permissions, CancellationToken cancel, Action<BlobSasBuilder>? change = null)
    {
        var now = DateTimeOffset.UtcNow;
        var key = await ClientOf(settings).GetUserDelegationKeyAsync(now.AddMinutes(-5), now.AddHours(1), cancel);
        var sas = new BlobSasBuilder
        {
            BlobContainerName = blob.BlobContainerName, BlobName = blob.Name, Resource = "b", ExpiresOn = now.AddMinutes(10),
        };
        sas.SetPermissions(permissions);
        change?.Invoke(sas);
        return new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key.Value, blob.AccountName) }.ToUri();
    }

    private static async Task<string> GetAsync(Settings settings, string path, string version, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, settings.BlobEndpoint.AbsoluteUri.TrimEnd('/') + path);
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Bearer", await settings.TokenAsync("https://storage.azure.com", cancel));
        request.Headers.Add("x-ms-version", version);
        using var answer = await settings.Http.SendAsync(request, cancel);
        return $"{(int)answer.StatusCode} {answer.Headers.GetValues("x-ms-error-code").Single()}";
    }

    private static string Outcome(RequestFailedException error) => $"{error.Status} {error.ErrorCode}";
}
