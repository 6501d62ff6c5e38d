import { DIGITAL_SOURCE_TYPE } from '../tags/speech-tag.ts';

/** The assertion of this product; it holds the provenance id and nothing else. */
export const PROVENANCE_ASSERTION = 'org.voice-cloning-backend.provenance';

/** Containers that can hold a manifest, and what the library calls them. */
export const SIGNED_CONTAINERS = { wav: 'audio/wav', mp3: 'audio/mpeg', flac: 'audio/flac' } as const;
export type SignedContainer = keyof typeof SIGNED_CONTAINERS;

export function isSignedContainer(name: string): name is SignedContainer {
  return Object.hasOwn(SIGNED_CONTAINERS, name);
}

const SOFTWARE = 'voice-cloning-backend';
/** What the Creator Assertions Working Group lets a file forbid ("Training and Data Mining" 1.1). */
const MINING = ['cawg.data_mining', 'cawg.ai_inference', 'cawg.ai_generative_training', 'cawg.ai_training'] as const;

/**
 * What is claimed of a file: a trained model made it, nobody may train on it, and the id of its record. A file outlives an erasure, so the claim has no
 * name, text, tenant, voice or consent.
 */
export function manifestDefinition(container: SignedContainer, version: string, provenanceId: string): object {
  return {
    claim_generator_info: [{ name: SOFTWARE, version }],
    format: SIGNED_CONTAINERS[container],
    assertions: [
      {
        label: 'c2pa.actions.v2',
        data: {
          actions: [
            {
              action: 'c2pa.created',
              digitalSourceType: DIGITAL_SOURCE_TYPE,
              softwareAgent: { name: SOFTWARE, version },
            },
          ],
        },
      },
      {
        label: 'cawg.training-mining',
        data: { entries: Object.fromEntries(MINING.map((name) => [name, { use: 'notAllowed' }])) },
      },
      { label: PROVENANCE_ASSERTION, data: { provenanceId } },
    ],
  };
}

/**
 * Nothing is fetched: neither manifests nor the state of certificates. Time-stamp authorities have a trust list of their own in the library, with the same
 * roots here.
 * @param trustAnchors roots, PEM; '' trusts nobody
 * @param ownCertificates of signers who are trusted byte by byte, before a root is looked for, PEM
 */
export function librarySettings(trustAnchors = '', ownCertificates = ''): string {
  const list = (kind: string): object => ({
    trust_kind: kind,
    trust_uri: `urn:voice-cloning-backend:${kind}`,
    trust_anchors: trustAnchors,
  });
  const own = ownCertificates === '' ? {} : { allowed_list: ownCertificates };
  return JSON.stringify({
    verify: { verify_trust: true, verify_after_sign: false, remote_manifest_fetch: false, ocsp_fetch: false },
    ...(trustAnchors !== '' && { trust: { anchors: [{ ...list('manifest'), ...own }, list('tsa')] } }),
  });
}
