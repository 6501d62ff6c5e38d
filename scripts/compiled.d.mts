export function isCompiled(home: string): boolean;
export function compile(home: string, ...options: readonly string[]): void;
export function noteCompiled(home: string, begunAt: number): void;
