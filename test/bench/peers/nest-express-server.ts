/**
 * Nest on Express with class-validator and a verified token, as most services of this kind are written: node nest-express-server.ts {issuer}
 * {audience} {jwks url}. It stores and sends nothing.
 */
import 'reflect-metadata';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Module,
  Param,
  Post,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { IsIn, IsNumber, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { operation, voice } from './answers.ts';
import { serve } from './serve.ts';

const [audience = '', jwks = ''] = process.argv.slice(2);
const keys = createRemoteJWKSet(new URL(jwks));

class CreateSynthesis {
  @Matches(/^vce_[0-9A-HJKMNP-TV-Z]{26}$/)
  voiceId!: string;

  @IsString()
  @Length(1, 200_000)
  text!: string;

  @IsOptional()
  @IsString()
  locale?: string;

  @IsOptional()
  @IsIn(['wav', 'mp3', 'opus', 'flac', 'pcm', 'mulaw'])
  format?: string;

  @IsOptional()
  @IsNumber()
  @Min(0.5)
  @Max(2)
  rate?: number;
}

@Injectable()
class TokenGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    const token = headers['authorization']?.replace(/^Bearer /, '') ?? '';
    const { payload } = await jwtVerify(token, keys, { audience }).catch(() => {
      throw new UnauthorizedException();
    });
    return Array.isArray(payload['roles']);
  }
}

@Controller('v1')
@UseGuards(TokenGuard)
class Routes {
  @Post('syntheses')
  @HttpCode(202)
  create(@Body() _body: CreateSynthesis): object {
    return operation();
  }

  @Get('voices/:id')
  get(@Param('id') _id: string): object {
    return voice();
  }
}

@Module({ controllers: [Routes], providers: [TokenGuard] })
class PeerModule {}

const app = await NestFactory.create(PeerModule, new ExpressAdapter(), { logger: false });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
await app.listen(0, '127.0.0.1');
serve(await app.getUrl());
