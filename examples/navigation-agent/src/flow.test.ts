import { expect, test } from "vitest";
import { inProcessFlow } from "./flow.ts";
import { createUnroll } from "./unroll.ts";

const unroll = (version: number) => createUnroll({ steps: 1, worlds: 1, inputs: 1, units: 1 }, version);

test("unrolls arrive in the order they were sent, and a batch waits until it is full", async () => {
  const flow = inProcessFlow();
  const batch = flow.receiveBatch(2);
  let isFull = false;
  void batch.then(() => (isFull = true));
  await flow.sendUnroll(unroll(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isFull).toBe(false);
  await flow.sendUnroll(unroll(2));
  await flow.sendUnroll(unroll(3));
  expect((await batch).map(({ version }) => version)).toEqual([1, 2]);
  expect((await flow.receiveBatch(1)).map(({ version }) => version)).toEqual([3]);
});

test("an actor that is early waits for the first weights; later it gets the latest", async () => {
  const flow = inProcessFlow();
  const early = flow.latestWeights();
  await flow.publishWeights({ version: 4, bytes: new Uint8Array(1) });
  expect((await early).version).toBe(4);
  await flow.publishWeights({ version: 5, bytes: new Uint8Array(1) });
  expect((await flow.latestWeights()).version).toBe(5);
});
