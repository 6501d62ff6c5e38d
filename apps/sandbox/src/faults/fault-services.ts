/** The services of the sandbox for which a fault can be scripted, and whose calls are counted. */
export const FAULT_SERVICES = ['entra', 'storage', 'event-grid', 'cosmos', 'service-bus', 'speech'] as const;
export type FaultService = (typeof FAULT_SERVICES)[number];
