import { z } from 'zod';
import { QUEUE_NAMES } from '#messaging';

export const queueNameSchema = z.enum(QUEUE_NAMES).meta({ id: 'QueueName', description: 'A queue of the worker' });
