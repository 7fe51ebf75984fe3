import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
import { assertEngineVersion } from "./version-guard.ts";

assertEngineVersion("cpu", version_cpu);
