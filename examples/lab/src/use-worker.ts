import { wrap, type Remote } from "comlink";
import { useEffect, useState } from "preact/hooks";
import type { Services } from "./lab.worker.ts";

// Written out one by one: the bundler reads them.
const create: Record<keyof Services, () => Worker> = {
  animal: () => new Worker(new URL("./lab.worker.ts", import.meta.url), { type: "module", name: "animal" }),
  clinic: () => new Worker(new URL("./lab.worker.ts", import.meta.url), { type: "module", name: "clinic" }),
  integrator: () =>
    new Worker(new URL("./lab.worker.ts", import.meta.url), { type: "module", name: "integrator" }),
  conditioning: () =>
    new Worker(new URL("./lab.worker.ts", import.meta.url), { type: "module", name: "conditioning" }),
  readers: () => new Worker(new URL("./lab.worker.ts", import.meta.url), { type: "module", name: "readers" }),
};

/** A service in a worker of its own. */
export type Service<Name extends keyof Services> = Remote<Services[Name]>;

/** A worker for as long as a component is there and wants it; undefined before it has begun. */
export function useWorker<Name extends keyof Services>(
  name: Name,
  isWanted = true,
): Service<Name> | undefined {
  const [service, setService] = useState<{ remote: Service<Name> }>();
  useEffect(() => {
    if (!isWanted) return undefined;
    const worker = create[name]();
    setService({ remote: wrap<Services[Name]>(worker) });
    return () => {
      worker.terminate();
    };
  }, [name, isWanted]);
  return service?.remote;
}
