import { version_webgl } from "@tensorflow/tfjs-backend-webgl";
import { assertEngineVersion } from "./version-guard.ts";

assertEngineVersion("webgl", version_webgl);
