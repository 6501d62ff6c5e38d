/**
 * Versions of the Blob service, the newest first (learn.microsoft.com, "Versioning for Azure Storage"; the lists in `@azure/storage-blob` 12.34
 * and Azure.Storage.Blobs 12.30).
 */
const SERVICE_VERSIONS: ReadonlySet<string> = new Set([
  '2026-10-06',
  '2026-06-06',
  '2026-04-06',
  '2026-02-06',
  '2025-11-05',
  '2025-07-05',
  '2025-05-05',
  '2025-01-05',
  '2024-11-04',
  '2024-08-04',
  '2024-05-04',
  '2024-02-04',
  '2023-11-03',
  '2023-08-03',
  '2023-05-03',
  '2023-01-03',
  '2022-11-02',
  '2021-12-02',
  '2021-10-04',
  '2021-08-06',
  '2021-06-08',
  '2021-04-10',
  '2021-02-12',
  '2020-12-06',
  '2020-10-02',
  '2020-08-04',
  '2020-06-12',
  '2020-04-08',
  '2020-02-10',
  '2019-12-12',
  '2019-10-10',
  '2019-07-07',
  '2019-02-02',
  '2018-11-09',
  '2018-03-28',
  '2017-11-09',
  '2017-07-29',
  '2017-04-17',
  '2016-05-31',
  '2015-12-11',
  '2015-07-08',
  '2015-04-05',
]);

/** From this version on there are user-delegation SAS. */
export const FIRST_USER_DELEGATION_VERSION = '2018-11-09';

/** The service version that Azurite is spoken to in by the sandbox itself. */
export const AZURITE_VERSION = '2025-11-05';

export function isServiceVersion(text: string): boolean {
  return SERVICE_VERSIONS.has(text);
}
