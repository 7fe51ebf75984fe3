import { createReplayBuffer, float32, int32, prioritised } from "@wayfield/replay-buffer";

// Of four items the one with all the priority is the one that is drawn.
export function check(): string {
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const buffer = createReplayBuffer({
    spec: { observation: float32(2), action: int32() },
    capacity: 4,
    random,
    sampler: prioritised({ alpha: 1, epsilon: 0 }),
  });
  for (let action = 0; action < 4; action++) buffer.add({ observation: [action, 0], action });
  const batch = buffer.createBatch(64);
  buffer.sample(batch, 1);
  buffer.updatePriorities(
    batch.ids,
    Array.from(batch.columns.action, (action) => (action === 2 ? 1 : 0)),
  );
  buffer.sample(batch, 1);
  return [...new Set(batch.columns.action)].join();
}

export const expected = "2";
