import { Body, Controller, Get, Headers, HttpStatus, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AudioReport, renderWaveformPng, renderWaveformSvg } from '#audio';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type RequestIds } from '#documents';
import { ServiceError, type Upload } from '#domain';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { entityTag } from '../platform/resources/page.ts';
import { Contributes } from '../platform/contribution.ts';
import { acceptedImage } from './accepted-image.ts';
import { CreateUpload, type UploadTarget } from './create-upload.usecase.ts';
import { FetchUpload } from './fetch-upload.service.ts';
import { describeMultipartUpload } from './uploads.openapi.ts';
import { readMultipartUpload } from './multipart-upload.ts';
import { ReceiveUpload } from './receive-upload.service.ts';
import {
  type CreateUploadBody,
  createdUploadSchema,
  createUploadSchema,
  uploadParamsSchema,
  uploadSchema,
  type UploadView,
  uploadView,
} from './uploads.schema.ts';

@ApiTags('uploads')
@Contributes({ describe: describeMultipartUpload })
@Controller('v1/uploads')
export class UploadsController {
  constructor(
    private readonly createUpload: CreateUpload,
    private readonly receiveUpload: ReceiveUpload,
    private readonly fetchUpload: FetchUpload,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Enroll')
  // The URL is as good as a key to the blob, and expires: it is made anew, not kept.
  @Idempotency({ repeats: 'handler' })
  @ApiOperation({
    summary: 'Create an upload',
    description:
      'With JSON, the response is 201 with a URL for the file, which takes one PUT or an upload in blocks. A deployment with closed storage answers 422 `direct-uploads-disabled`. With multipart/form-data (`purpose` first, then `file`), the response is 202, after the file was stored. With JSON and a `sourceUrl`, the response is 202, and the file is fetched from there. In each case the recording is then checked: poll the upload until it is `accepted` or `rejected`.',
  })
  @ApiCreatedResponse({ standardSchema: createdUploadSchema, description: 'Send the file to `upload.url`' })
  @ApiAcceptedResponse({ standardSchema: uploadSchema, description: 'The file has arrived and is being checked' })
  async create(
    @CurrentPrincipal() principal: Principal,
    // A multipart form is not parsed into the body; its fields are checked with the same schema.
    @Body({ schema: createUploadSchema.optional() }) body: CreateUploadBody | undefined,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadView & { upload?: UploadTarget }> {
    if (request.isMultipart()) {
      const form = await readMultipartUpload(request);
      const upload = await this.receiveUpload.execute(principal, form.body, form.content, ids);
      void reply.status(HttpStatus.ACCEPTED).header('location', `/v1/uploads/${upload.id}`);
      return uploadView(upload);
    }
    if (body === undefined) {
      throw new ServiceError('invalid-request', 'Send a JSON object, or a multipart form with `purpose` and `file`.');
    }
    const { purpose, fileName, sourceUrl } = body;
    if (sourceUrl !== undefined) {
      const recording = { purpose, fileName, sourceUrl, pointer: '/sourceUrl' };
      const upload = await this.fetchUpload.execute(principal, recording, ids);
      void reply.status(HttpStatus.ACCEPTED).header('location', `/v1/uploads/${upload.id}`);
      return uploadView(upload);
    }
    const { upload, target } = await this.createUpload.execute(principal, body, ids);
    void reply.header('location', `/v1/uploads/${upload.id}`);
    return { ...uploadView(upload), upload: target };
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({ summary: 'Get an upload and the report on its audio' })
  @ApiOkResponse({ standardSchema: uploadSchema })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: uploadParamsSchema }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadView> {
    const upload = await this.documents.get('upload', principal.tenantId, id);
    void reply.header('etag', entityTag(upload.etag));
    return uploadView(upload);
  }

  @Get(':id/waveform')
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    summary: 'Get an image of the waveform',
    description: 'Shows peaks and loudness over time, with speech, pauses and clipping, as SVG or PNG by `Accept`.',
  })
  @ApiOkResponse({
    content: {
      'image/svg+xml': { schema: { type: 'string' } },
      'image/png': { schema: { type: 'string', format: 'binary' } },
    },
  })
  async waveform(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: uploadParamsSchema }) { id }: { id: string },
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const type = acceptedImage(accept);
    const report = drawableReport(await this.documents.get('upload', principal.tenantId, id));
    void reply.header('vary', 'accept').header('cache-control', 'private, no-cache');
    const image = type === 'image/png' ? renderWaveformPng(report) : Buffer.from(renderWaveformSvg(report));
    return new StreamableFile(image, { type });
  }
}

/** @throws ServiceError `upload-not-ready` while it is being examined, `state-conflict` when nothing could be decoded */
function drawableReport(upload: Upload): AudioReport {
  const report = upload.report as unknown as AudioReport | undefined;
  if (report?.waveform) return report;
  if (upload.status === 'awaiting' || upload.status === 'received' || upload.status === 'processing') {
    throw new ServiceError('upload-not-ready', 'The recording has not been checked yet.', { retryAfterMs: 1_000 });
  }
  throw new ServiceError('state-conflict', `The upload is ${upload.status} and has no waveform.`);
}
