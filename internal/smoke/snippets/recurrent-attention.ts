import { useBackend } from "@wayfield/backend";
import { senseGlimpses } from "@wayfield/recurrent-attention";

// A glimpse at the upper left corner of 1 … 16: one pixel lies inside the sharp patch, four under the coarse one.
export async function check(): Promise<string> {
  await useBackend("auto");
  const pixels = Float32Array.from({ length: 16 }, (_, at) => at + 1);
  const images = { pixels, count: 1, height: 4, width: 4 };
  return [...senseGlimpses(images, Float32Array.of(-1, -1), { size: 2, scales: 2 })].join(" ");
}

export const expected = "0 0 0 1 0 0 0 3.5";
