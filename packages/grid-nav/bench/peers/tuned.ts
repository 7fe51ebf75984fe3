import { matMul, registerGradient, transpose, type Tensor2D } from "@tensorflow/tfjs-core";

/** Gradients of products by explicit transposes: tfjs's wasm engine is some thirty times slower on transposed operands. */
export function avoidTransposedProducts(): void {
  registerGradient({
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved, attributes) => {
      const { transposeA, transposeB } = attributes as unknown as {
        transposeA: boolean;
        transposeB: boolean;
      };
      if (transposeA || transposeB) throw new Error("the tuned peer multiplies without transposing");
      const [a, b] = saved as [Tensor2D, Tensor2D];
      return {
        a: () => matMul(dy as Tensor2D, transpose(b)),
        b: () => matMul(transpose(a), dy as Tensor2D),
      };
    },
  });
}
