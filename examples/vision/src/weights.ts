import { fileURLToPath } from "node:url";
import {
  createRandomStream,
  decodeParameters,
  decodeSafetensors,
  disposeParameters,
  encodeParameters,
  type ParameterTree,
} from "@wayfield/backend";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import {
  initConvNet,
  initNeocognitron,
  type ConvNetParameters,
  type NeocognitronParameters,
} from "@wayfield/conv";
import { neocognitronConfig, learningSelectivity } from "./neocognitron.ts";
import { networkConfig } from "./network.ts";

/** Where the repository keeps weights that this example trained. */
const shipped = (name: string): string =>
  fileURLToPath(new URL(`../weights/${name}.safetensors`, import.meta.url));

/** Reads what fits a freshly made template, and frees the template. */
async function readAs<P extends ParameterTree>(name: string, template: P): Promise<P> {
  try {
    return decodeParameters(await readFileOrExplain(shipped(name)), template);
  } finally {
    disposeParameters(template);
  }
}

/** The trained network. The tensors are the caller's. */
export const readNetwork = (): Promise<ConvNetParameters> =>
  readAs("cnn", initConvNet(createRandomStream(1), networkConfig));

/** The organised neocognitron, and the digit of each plane of its last stage. The tensors are the caller's. */
export async function readNeocognitron(): Promise<{ parameters: NeocognitronParameters; names: Int32Array }> {
  const config = neocognitronConfig(learningSelectivity);
  const parameters = await readAs("neocognitron", initNeocognitron(createRandomStream(1), config));
  const { metadata } = decodeSafetensors(await readFileOrExplain(shipped("neocognitron")));
  return { parameters, names: Int32Array.from(JSON.parse(metadata["names"]!) as number[]) };
}

/** Writes weights with where they come from. */
export async function writeWeights(
  file: string,
  parameters: ParameterTree,
  origin: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFileAtomically(file, await encodeParameters(parameters, origin));
}
