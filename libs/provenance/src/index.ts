export * from './provenance.module.ts';
export * from './provenance-recorder.ts';
export * from './provenance-signer.ts';
