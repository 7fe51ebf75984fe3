// Runs a TypeScript file against the workspace's sources: node scripts/run-typescript.mjs FILE [arguments]
import { ensureInstalled, runTypescript } from "./lib.mjs";

const [file, ...fileArguments] = process.argv.slice(2);
ensureInstalled();
runTypescript(file, fileArguments);
