// TensorFlow.js on its own wasm engine, in a page.
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { avoidTransposedProducts } from "../peers/tuned.ts";
import { answerTasks, wasmFolder } from "./answer-tasks.ts";

setWasmPaths(wasmFolder);
answerTasks(avoidTransposedProducts);
