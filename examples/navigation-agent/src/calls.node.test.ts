import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { createCaller, serveCalls } from "./calls.ts";

test("a call brings back its value, or the reason why not; a broken end fails what waits and what follows", async () => {
  const { port1, port2 } = new MessageChannel();
  serveCalls(port2, {
    double: (value: number) => 2 * value,
    refuse: () => {
      throw new Error("not today");
    },
    wait: () => new Promise(() => undefined),
  });
  const caller = createCaller(port1);
  expect(await Promise.all([caller.call("double", 4), caller.call("double", 5)])).toEqual([8, 10]);
  await expect(caller.call("refuse")).rejects.toThrow("not today");
  const waiting = caller.call("wait");
  caller.fail(new Error("the thread ended"));
  await expect(waiting).rejects.toThrow("the thread ended");
  await expect(caller.call("double", 1)).rejects.toThrow("the thread ended");
  caller.close();
  port2.close();
});
