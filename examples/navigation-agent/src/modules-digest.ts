import { flattenParameters } from "@wayfield/backend";
import type { Modules } from "./grid-code.ts";

const [offset, prime] = [0x811c9dc5, 0x01000193];

/**
 * A short name of the numbers of vision module and grid network: FNV-1a over their words of 32 bits, in the order of
 * their names. It tells modules apart that were mixed up, not ones that were forged.
 */
export function modulesDigest({ vision, grid }: Modules): string {
  let hash = offset;
  for (const tensor of Object.values(flattenParameters({ vision, grid }))) {
    const { buffer, byteOffset, length } = tensor.dataSync<"float32">();
    for (const word of new Uint32Array(buffer, byteOffset, length)) hash = Math.imul(hash ^ word, prime);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
