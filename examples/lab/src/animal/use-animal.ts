import { useEffect, useRef, useState } from "preact/hooks";
import { speeds, type Experiment } from "../link.ts";
import { attempt, type Say } from "../say.ts";
import { useWorker, type Service } from "../use-worker.ts";
import type { LiveView } from "./animal-service.ts";
import { wakeUp } from "./wake-up.ts";

/** Steps of the trail that are drawn. */
const trailSteps = 400;

/** The animal as it is now. */
export interface LiveState {
  service: Service<"animal"> | undefined;
  view: LiveView | undefined;
  trail: readonly number[];
}

/** The animal of an experiment, alive in a worker, looked at as often as the page is drawn. */
export function useAnimal(experiment: Experiment, begun: number, say: Say): LiveState {
  const service = useWorker("animal");
  const { engine, who, plan, seed, speed, silenced, goalCodeWithheld, visionCut } = experiment;
  const latest = useRef(experiment);
  latest.current = experiment;
  const [isAlive, setIsAlive] = useState(false);
  const [view, setView] = useState<LiveView>();
  const trail = useRef<number[]>([]);
  useEffect(() => {
    if (service === undefined) return undefined;
    let isOver = false;
    setIsAlive(false);
    void attempt(say, async () => {
      const isAwake = await wakeUp(
        service,
        () => latest.current,
        () => isOver,
      );
      if (isAwake) setIsAlive(true);
    });
    return () => {
      isOver = true;
    };
  }, [service, engine, who, plan, seed, begun]);
  useEffect(() => {
    if (isAlive) void service?.setSpeed(speeds[speed]);
  }, [service, isAlive, speed]);
  useEffect(() => {
    if (isAlive) void service?.setLesion({ silenced, goalCodeWithheld, visionCut });
  }, [service, isAlive, silenced, goalCodeWithheld, visionCut]);
  useEffect(() => {
    if (service === undefined || !isAlive) return undefined;
    let isOver = false;
    const look = async (): Promise<void> => {
      const next = await service.look();
      if (isOver) return;
      if (next.wasPlaced) trail.current = [];
      trail.current = [...trail.current, ...next.trail].slice(-2 * trailSteps);
      setView(next);
      requestAnimationFrame(() => void look());
    };
    void look();
    return () => {
      isOver = true;
    };
  }, [service, isAlive]);
  return { service: isAlive ? service : undefined, view, trail: trail.current };
}
