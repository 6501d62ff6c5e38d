import { Module } from '@nestjs/common';
import { CreateLink } from './create-link.usecase.ts';
import { LinksController } from './links.controller.ts';

/** Signed links to single resources. */
@Module({ controllers: [LinksController], providers: [CreateLink] })
export class LinksModule {}
