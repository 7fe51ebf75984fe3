// The engine with our kernels, in a page.
import { setWasmFolder } from "@wayfield/backend/wasm";
import { answerTasks, wasmFolder } from "./answer-tasks.ts";

setWasmFolder(wasmFolder);
answerTasks();
