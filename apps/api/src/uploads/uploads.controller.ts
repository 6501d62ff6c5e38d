import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import { type Upload, UPLOAD_LIFECYCLE } from '#domain';
import { FetchUpload } from '#intake';
import { binaryContent } from '../platform/openapi/binary-content.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { Answer } from '../platform/answers/answer.ts';
import { entityTag } from '../platform/answers/entity-tag.ts';
import { AnswersDownload, type Download } from '../platform/answers/download.ts';
import { shown, shownPage } from '../platform/resources/shown.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource, POLL_AFTER_S } from '../platform/answers/resource.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { TakesForm } from '../platform/openapi/form.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { acceptedImage, IMAGE_TYPES } from './accepted-image.ts';
import { CreateUpload } from './create-upload.usecase.ts';
import { DrawWaveform } from './draw-waveform.usecase.ts';
import { readMultipartUpload } from './multipart-upload.ts';
import { ReadRecording } from './read-recording.usecase.ts';
import { ReceiveUpload } from './receive-upload.service.ts';
import {
  type CreateUploadBody,
  createUploadSchema,
  listedUploadView,
  uploadFileFormSchema,
  uploadListSchema,
  uploadParamsSchema,
  uploadSchema,
  type UploadView,
  uploadsQuerySchema,
  type UploadsQuery,
  uploadView,
} from './uploads.schema.ts';

@Tagged('uploads', 'Recordings: how they are sent, and what the checks found')
@Controller('v1/uploads')
export class UploadsController {
  constructor(
    private readonly createUpload: CreateUpload,
    private readonly receiveUpload: ReceiveUpload,
    private readonly fetchUpload: FetchUpload,
    private readonly drawWaveform: DrawWaveform,
    private readonly readRecording: ReadRecording,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Enroll')
  // The URL is as good as a key to the blob, and expires: it is created again, not kept.
  @Idempotency({ repeats: 'handler' })
  @Fails('url-refused', 'direct-uploads-disabled')
  @ApiOperation({
    operationId: 'createUpload',
    summary: 'Create an upload',
    description:
      'Without a `sourceUrl` the response is 201 with a URL for the file, which takes one PUT or an upload in blocks. A deployment with closed storage answers 422 `direct-uploads-disabled`: send the file to `POST /v1/uploads/files` instead. With a `sourceUrl` the response is 202, and the file is fetched from there. The recording is then checked: poll the upload until it is `accepted` or `rejected`.',
  })
  @ApiCreatedResponse({
    standardSchema: uploadSchema,
    description: 'Send the file to `upload.url`',
    headers: headers('Location', 'ETag'),
  })
  @ApiAcceptedResponse({
    standardSchema: uploadSchema,
    description: 'The file is being fetched from `sourceUrl`',
    headers: headers('Location', 'ETag', 'Retry-After'),
  })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createUploadSchema }) body: CreateUploadBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Answer<UploadView>> {
    const { purpose, fileName, sourceUrl } = body;
    if (sourceUrl !== undefined) {
      const recording = { purpose, fileName, sourceUrl, pointer: '/sourceUrl' };
      return arriving(await this.fetchUpload.execute(principal, recording, ids));
    }
    const { upload, target } = await this.createUpload.execute(principal, body, ids);
    return new Answer({ ...uploadView(upload), upload: target }, { headers: headersOf(upload) });
  }

  @Post('files')
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Enroll')
  @RouteSettings({ form: '-F purpose=sample -F file=@a.wav' })
  @Fails('upload-too-slow')
  @ApiOperation({
    operationId: 'uploadFile',
    summary: 'Upload a recording as a form',
    description:
      'Send the field `purpose` first, then the file as `file`. The response comes after the file was stored. The recording is then checked: poll the upload until it is `accepted` or `rejected`.',
  })
  @TakesForm(uploadFileFormSchema)
  @ApiAcceptedResponse({
    standardSchema: uploadSchema,
    description: 'The file was stored and is being checked',
    headers: headers('Location', 'ETag', 'Retry-After'),
  })
  async createFromFile(
    @CurrentPrincipal() principal: Principal,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
  ): Promise<Answer<UploadView>> {
    const { body, content } = await readMultipartUpload(request);
    return arriving(await this.receiveUpload.execute(principal, body, content, ids));
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    operationId: 'listUploads',
    summary: 'List uploads, newest first',
    description: 'Lists the uploads of the tenant, without their reports.',
  })
  @AnswersPage(uploadListSchema, listedUploadView)
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: uploadsQuerySchema }) { limit, after, status, purpose }: UploadsQuery,
  ): Promise<Page<Upload>> {
    const where = { ...(status && { status }), ...(purpose && { purpose }) };
    return shownPage(await this.documents.list('upload', tenantId, { limit, after, where }));
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    operationId: 'getUpload',
    summary: 'Get an upload and the report on its audio',
    description: 'Poll it until `status` is `accepted` or `rejected`. `report` has the measurements and the advice.',
  })
  @AnswersResource(uploadSchema, uploadView, isBeingExamined)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: uploadParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Upload>> {
    return shown(await this.documents.get('upload', principal.tenantId, id));
  }

  @Get(':id/audio')
  @Roles('Voice.Enroll')
  @Fails('upload-not-ready', 'state-conflict')
  @ApiOperation({
    operationId: 'getUploadAudio',
    summary: 'Download a recording as it was sent',
    description:
      'Allowed for the owner, and with the role `Voice.Admin`; the audit log records it. Accepted recordings are kept as they were sent until their upload URL has expired, and rejected ones as `GET /v1/retention` says (`raw`); after that the response is 409.',
  })
  @AnswersDownload(['audio/*', 'application/octet-stream'])
  async audio(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: uploadParamsSchema }) { id }: { id: string },
  ): Promise<Download> {
    return this.readRecording.execute(principal, id);
  }

  @Get(':id/waveform')
  @Roles('Voice.Read', 'Voice.Enroll')
  @Fails('not-acceptable', 'upload-not-ready', 'state-conflict')
  @ApiOperation({
    operationId: 'getUploadWaveform',
    summary: 'Get an image of the waveform',
    description: 'Shows peaks and loudness over time, with speech, pauses and clipping, as SVG or PNG by `Accept`.',
  })
  @ApiOkResponse({
    content: binaryContent(IMAGE_TYPES),
    description: 'The picture, in the type that `Accept` prefers',
  })
  async waveform(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: uploadParamsSchema }) { id }: { id: string },
    @Headers('accept') accept: string | undefined,
  ): Promise<Answer<StreamableFile>> {
    const type = acceptedImage(accept);
    const image = new StreamableFile(await this.drawWaveform.execute(principal, id, type), { type });
    return new Answer(image, { headers: { vary: 'accept', 'cache-control': 'private, no-cache' } });
  }
}

/** 202: the file was stored or is being fetched, and is checked next. */
function arriving(upload: Stored<Upload>): Answer<UploadView> {
  const headers = { ...headersOf(upload), 'retry-after': String(POLL_AFTER_S) };
  return new Answer(uploadView(upload), { status: HttpStatus.ACCEPTED, headers });
}

/** Or has yet to arrive. */
function isBeingExamined({ status }: Upload): boolean {
  return UPLOAD_LIFECYCLE[status].open === true;
}

function headersOf({ id, etag }: Stored<Upload>): { location: string; etag: string } {
  return { location: `/v1/uploads/${id}`, etag: entityTag(etag) };
}
