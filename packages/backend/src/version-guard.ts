import { version_core } from "@tensorflow/tfjs-core";

const supported = /^4\.22\./;

/**
 * Refuses a tfjs-core that these packages were not built against: kernels and gradients are registered by name on
 * one global registry, so a second version would answer the first one's calls.
 * @throws Error if tfjs-core is not 4.22.x.
 */
export function assertCoreVersion(version: string = version_core): void {
  if (supported.test(version)) return;
  throw new Error(
    `@wayfield/backend: expected @tensorflow/tfjs-core 4.22.x, got ${version}. ` +
      "Two versions share one global registry; `npm ls @tensorflow/tfjs-core` shows who brings the other.",
  );
}

/**
 * Refuses an engine package of another version than tfjs-core's.
 * @throws Error if the two versions differ.
 */
export function assertEngineVersion(
  engine: string,
  engineVersion: string,
  coreVersion: string = version_core,
): void {
  if (engineVersion === coreVersion) return;
  throw new Error(
    `@wayfield/backend: @tensorflow/tfjs-backend-${engine} is ${engineVersion} but @tensorflow/tfjs-core is ${coreVersion}. ` +
      `Install both in one version: npm install @tensorflow/tfjs-backend-${engine}@${coreVersion}`,
  );
}
