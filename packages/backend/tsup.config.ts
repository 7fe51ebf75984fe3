import { preset } from "../../tsup.preset.ts";

export default preset({
  entry: ["src/index.ts", "src/cpu.ts", "src/wasm.ts", "src/webgl.ts", "src/webgpu.ts", "src/node.ts"],
});
