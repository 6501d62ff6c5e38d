/**
 * Reads the manifest of a file with the native build of c2pa-rs: `node read.mjs FILE TYPE ANCHORS`, where ANCHORS is a file of roots in PEM. Prints its
 * report as JSON.
 */
import { readFileSync } from 'node:fs';
import { Reader } from '@contentauth/c2pa-node';

const [file, mimeType, anchors] = process.argv.slice(2);
const settings = {
  verify: { verify_trust: true, verify_timestamp_trust: true, remote_manifest_fetch: false, ocsp_fetch: false },
  trust: { user_anchors: readFileSync(anchors, 'utf8') },
};
const reader = await Reader.fromAsset({ buffer: readFileSync(file), mimeType }, settings);
process.stdout.write(JSON.stringify(reader.json()));
