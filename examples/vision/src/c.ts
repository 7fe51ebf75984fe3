import { createRandomStream, disposeParameters, useBackend } from "@wayfield/backend";
import { readMnist } from "@wayfield/example-kit";
import {
  randomFeatures,
  neocognitronConfig,
  namePlanes,
  recognisingConfig,
  neocognitronRecogniser,
} from "./neocognitron.ts";
import { accuracy, firstDigits } from "./network.ts";
import { readNeocognitron } from "./weights.ts";
await useBackend("wasm");
const m = await readMnist();
const { parameters } = await readNeocognitron();
for (const r of [
  [1, 1, 4],
  [0.5, 0.5, 4],
  [0.5, 0.3, 4],
  [1, 0.5, 8],
] as const) {
  const L = neocognitronConfig(r);
  const p = randomFeatures(1, parameters, L, m.train);
  const R = recognisingConfig(L);
  const names = namePlanes(p, R, m.train);
  console.log(
    r,
    names.filter((n) => n >= 0).length,
    accuracy(neocognitronRecogniser(p, R, names), firstDigits(m.test, 200), 100),
  );
}
