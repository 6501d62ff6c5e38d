import { gunzipSync, gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Config } from '#config';
import { swaggerScope } from './openapi.ts';
import { MEDIA_PLUGIN } from './swagger-ui-media.ts';
import { pathOf } from './request-correlation.ts';

const DOCS_PATH = '/docs';

/** Serves the document at `/openapi.json` and Swagger UI at `/docs/`, unless that is switched off. Call it before `init` or `listen`. */
export function serveDocs(app: NestFastifyApplication, document: OpenAPIObject, config: Config): void {
  if (!config.http.swagger.enabled) return;
  relaxHeaders(app, config);
  // Few read it: until somebody does, 70 kB are held instead of some megabytes.
  const packed = gzipSync(JSON.stringify(document));
  const unpacked = (): OpenAPIObject => JSON.parse(gunzipSync(packed).toString()) as OpenAPIObject;
  SwaggerModule.setup(DOCS_PATH, app, unpacked, {
    raw: ['json'],
    jsonDocumentUrl: '/openapi.json',
    customSiteTitle: 'Voice cloning API',
    swaggerOptions: {
      // In the local storage of the browser, until the user logs out on the page: a token lives for about an hour.
      persistAuthorization: true,
      plugins: [MEDIA_PLUGIN],
      // Otherwise the page would send the document to validator.swagger.io.
      validatorUrl: null,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      oauth2RedirectUrl:
        config.http.publicUrl && `${config.http.publicUrl.replace(/\/+$/, '')}${DOCS_PATH}/oauth2-redirect.html`,
      initOAuth: {
        clientId: config.http.swagger.clientId,
        scopes: [swaggerScope(config)],
        usePkceWithAuthorizationCodeGrant: true,
      },
    },
  });
}

/**
 * The page needs its own scripts and inline styles, and reaches the issuer for tokens; its sign-in window must be able to talk back to it.
 * It is served below `/docs/`, from where Swagger UI finds its redirect page by itself.
 */
function relaxHeaders(app: NestFastifyApplication, config: Config): void {
  const issuer = new URL(config.entra.authority).origin;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    'media-src blob:',
    `connect-src 'self' ${issuer}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (pathOf(request.url).startsWith(`${DOCS_PATH}/`)) {
      void reply.header('content-security-policy', policy).header('cross-origin-opener-policy', 'unsafe-none');
    }
    done();
  });
  // Not before the request is admitted: the redirect is counted like the page.
  fastify.addHook('preHandler', (request, reply, done) => {
    if (pathOf(request.url) === DOCS_PATH) void reply.redirect(`${DOCS_PATH}/`, 302);
    else done();
  });
}
