import { Module } from '@nestjs/common';
import { ProvenanceController } from './provenance.controller.ts';
import { ReadRecord } from './read-record.usecase.ts';

/** What is recorded of synthetic speech. */
@Module({ controllers: [ProvenanceController], providers: [ReadRecord] })
export class ProvenanceRecordsModule {}
