export const root: string;
export const toolEnvironment: NodeJS.ProcessEnv;
export const typescriptArguments: string[];
export function runTypescript(file: string, fileArguments: string[]): void;
export function run(command: string, commandArguments: string[], options?: object): number;
export function runOrExit(command: string, commandArguments: string[], options?: object): void;
export function ensureInstalled(): void;
export function findChromium(): string | undefined;
