import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { BEAT_EVERY_MS } from './tick-table.ts';
import { Ticks } from './ticks.service.ts';

/** The clock of a running API. */
@Injectable()
export class Beats {
  constructor(private readonly ticks: Ticks) {}

  @Interval(BEAT_EVERY_MS)
  async beat(): Promise<void> {
    await this.ticks.beat(Date.now());
  }
}
