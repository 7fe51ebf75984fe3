export { readFileOrExplain, writeFileAtomically } from "./node/files.ts";
