/** Metadata key of routes and controllers that need no token. `libs/auth` reads it; health probes cannot carry one. */
export const PUBLIC_ROUTE = 'isPublic';
