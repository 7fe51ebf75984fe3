// The entry of the threads that lookIntoAll starts: one looks into one subject.
import type { MessagePort } from "node:worker_threads";
import { createRandomStream, useBackend } from "@wayfield/backend";
import type { WorkerModule } from "@wayfield/example-navigation-agent";
import { lookInto, type Findings } from "./findings.ts";
import { subjectOf, type SubjectSpec } from "./subject.ts";

/** What a thread is told. */
export interface LookRequest {
  spec: SubjectSpec;
  episodes: number;
  draws: number;
}

/** What a thread tells: what it is doing, and in the end what it found, or why it could not. */
export type LookMessage = { doing: string } | { found: Findings } | { failed: string };

/** Looks into the subject that it is told of. */
export async function start(
  port: MessagePort,
  { spec, episodes, draws }: LookRequest & WorkerModule,
): Promise<void> {
  const tell = (message: LookMessage): void => {
    port.postMessage(message);
  };
  try {
    await useBackend("wasm");
    const found = await lookInto(await subjectOf(spec), {
      seed: spec.seed,
      episodes,
      draws,
      random: createRandomStream(spec.seed).split("brain-analytics").split(spec.name),
      say: (doing) => {
        tell({ doing });
      },
    });
    tell({ found });
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
