// Runs a tool of the workspace with the pinned pnpm on the path, which turbo asks for: node scripts/tool.mjs turbo …
import { ensureInstalled, runOrExit } from "./lib.mjs";

const [command, ...commandArguments] = process.argv.slice(2);
ensureInstalled();
runOrExit(command, commandArguments);
