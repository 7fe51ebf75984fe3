import policyUrl from "../../../navigation-agent/weights/square-grid.safetensors?url";
import modulesUrl from "../../../navigation-agent/weights/square-modules.safetensors?url";
import { fetchBytes } from "../fetch-bytes.ts";
import type { Weights } from "./walkers.ts";

/** The shipped weights of the square arena. */
export async function fetchWeights(): Promise<Weights> {
  const [policy, modules] = await Promise.all([fetchBytes(policyUrl), fetchBytes(modulesUrl)]);
  return {
    policy: { name: "square-grid.safetensors", bytes: policy },
    modules: { name: "square-modules.safetensors", bytes: modules },
  };
}
