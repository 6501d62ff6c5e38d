import { Module } from '@nestjs/common';
import { ErrorsController } from './errors.controller.ts';

/** What the error codes mean, for people. */
@Module({ controllers: [ErrorsController] })
export class ErrorsModule {}
