import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { type Logger, LOGGER } from '#observability';
import { ProvenanceItems, ProvenanceStore } from '#storage';
import { ProvenanceRecorder } from './provenance-recorder.ts';
import { ProvenanceSigner } from './provenance-signer.ts';

/** Provides, everywhere, who records what is handed out. Needs the configuration, `ObservabilityModule` and `StorageModule`. */
@Global()
@Module({
  providers: [
    {
      provide: ProvenanceSigner,
      useFactory: ({ provenance }: Config) => new ProvenanceSigner(provenance.signingKeys),
      inject: [CONFIG],
    },
    {
      provide: ProvenanceRecorder,
      useFactory: (
        store: ProvenanceStore,
        items: ProvenanceItems,
        signer: ProvenanceSigner,
        { provenance }: Config,
        logger: Logger,
      ) => new ProvenanceRecorder(store, items, signer, provenance.organization, logger),
      inject: [ProvenanceStore, ProvenanceItems, ProvenanceSigner, CONFIG, LOGGER],
    },
  ],
  exports: [ProvenanceSigner, ProvenanceRecorder],
})
export class ProvenanceModule {}
