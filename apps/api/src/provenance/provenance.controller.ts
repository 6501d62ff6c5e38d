import { Controller, Get, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AnyToken, AnyTokenOrOpen, CurrentPrincipal, findPrincipal, type Principal, type ReceiptKey } from '#auth';
import { ProvenanceSigner } from '#provenance';
import { readMultipartFile } from '../platform/forms/multipart-file.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { Opens } from '../platform/open-answers/opens.decorator.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { TakesForm } from '../platform/openapi/form.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import {
  provenanceKeysSchema,
  provenanceParamsSchema,
  provenanceRecordSchema,
  type ProvenanceView,
} from './provenance.schema.ts';
import { ReadRecord } from './read-record.usecase.ts';
import { verificationFormSchema, verificationSchema, type VerificationView } from './verification.schema.ts';
import { VerifyFile } from './verify-file.usecase.ts';

@Tagged('provenance', 'What is recorded of synthetic speech')
@Controller('v1/provenance')
export class ProvenanceController {
  constructor(
    private readonly readRecord: ReadRecord,
    private readonly signer: ProvenanceSigner,
    private readonly verifyFile: VerifyFile,
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

  @Post('verify')
  @HttpCode(HttpStatus.OK)
  @AnyTokenOrOpen()
  @RouteSettings({ form: '-F file=@speech.mp3' })
  @Idempotency({ repeats: 'nothing' })
  @Fails('upload-too-slow', 'too-many-open-requests', 'audio-slots-busy')
  @ApiOperation({
    operationId: 'verifyFile',
    summary: 'Verify a file',
    description:
      'Says whether this deployment made the file, by its signed manifest, its tag and the hash of its audio. The file is not stored, and nothing is fetched. Needs a valid token and no role, or no token with `PROVENANCE_VERIFY_ANONYMOUS=true`. The record shows what `GET /v1/provenance/{id}` shows to this caller. The largest file is `PROVENANCE_VERIFY_MAX_BYTES`, 32 MiB if it is not set.',
  })
  @TakesForm(verificationFormSchema)
  @ApiOkResponse({ standardSchema: verificationSchema, description: 'The result, and what it follows from' })
  async verify(
    @Opens('audioChecks') open: () => OpenAnswer,
    @Req() request: FastifyRequest,
  ): Promise<VerificationView> {
    const { ended } = open();
    return this.verifyFile.execute(() => readMultipartFile(request), findPrincipal(request), ended);
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
