import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryService, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Problem } from '#intake';
import type { ResponseHeader } from './openapi/response-headers.ts';

/** How errors are answered on some paths, where that is not as problems. */
export interface ErrorForm {
  applies(path: string): boolean;
  readonly mediaType: string;
  /** Name of the component that describes it. */
  readonly schema: string;
  /** Headers of all errors in this form. */
  readonly headers: readonly ResponseHeader[];
  bodyOf(problem: Problem): unknown;
  /** Answers with the status of the problem. */
  send(reply: FastifyReply, problem: Problem): void;
}

/** What a feature adds to what all routes share. See ADR 107. */
export interface Contribution {
  /** Schemas with an id that decorators refer to by `$ref`: they become components of the OpenAPI document. */
  readonly schemas?: readonly z.ZodType[];
  /** What the API itself sends, for the OpenAPI document: a request to a subscriber, by the name of its event. */
  readonly webhooks?: NonNullable<OpenAPIObject['webhooks']>;
  readonly errorForm?: ErrorForm;
  /** Whether a signed link opens the path, as the document writes it: `/v1/syntheses/{id}/audio`. */
  takesLinks?(this: void, path: string): boolean;
  /** Whether unknown query parameters of a path are ignored: its clients send what another server knows. */
  ignoresUnknownQueries?(this: void, path: string): boolean;
}

/** On a controller: what its routes add to what all routes share. */
export const Contributes = DiscoveryService.createDecorator<Contribution>();

/** The contributions of all controllers, each once. */
export function contributionsOf(app: INestApplicationContext): readonly Contribution[] {
  const discovery = new DiscoveryService(app.get(ModulesContainer));
  const found = discovery
    .getControllers()
    .map((controller) => discovery.getMetadataByDecorator(Contributes, controller));
  return [...new Set(found)].filter((contribution) => contribution !== undefined);
}
