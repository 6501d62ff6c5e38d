import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AnyToken, CurrentPrincipal, type Principal, type ReceiptKey } from '#auth';
import { ProvenanceSigner } from '#provenance';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import {
  provenanceKeysSchema,
  provenanceParamsSchema,
  provenanceRecordSchema,
  type ProvenanceView,
} from './provenance.schema.ts';
import { ReadRecord } from './read-record.usecase.ts';

@Tagged('provenance', 'What is recorded of synthetic speech')
@Controller('v1/provenance')
export class ProvenanceController {
  constructor(
    private readonly readRecord: ReadRecord,
    private readonly signer: ProvenanceSigner,
  ) {}

  @Get('keys')
  @AnyToken()
  @ApiOperation({
    operationId: 'listProvenanceKeys',
    summary: 'List the public keys of records',
    description: 'Needs a valid token, and no role. Keys that are no longer configured are not listed.',
  })
  @ApiOkResponse({ standardSchema: provenanceKeysSchema, description: 'The keys' })
  keys(): { keys: ReceiptKey[] } {
    return { keys: [...this.signer.publicKeys] };
  }

  @Get(':id')
  @AnyToken()
  @ApiOperation({
    operationId: 'getProvenance',
    summary: 'Get the record of a file by the id in its tag',
    description:
      'Needs a valid token, and no role. Anyone with the id sees that the file is synthetic, its time and organization, its hashes and the signature. `Voice.Read` and `Voice.Synthesize` of its tenant also see the ids of voices, consents and caller.',
  })
  @ApiOkResponse({ standardSchema: provenanceRecordSchema, description: 'The record' })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: provenanceParamsSchema }) { id }: { id: string },
  ): Promise<ProvenanceView> {
    return this.readRecord.execute(principal, id);
  }
}
