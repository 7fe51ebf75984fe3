import { useCallback, useEffect, useState } from "preact/hooks";
import { defaultExperiment, fromLink, toLink, type Experiment } from "./link.ts";

/** Changes some of an experiment. */
export type Change = (changes: Partial<Experiment>) => void;

/** Who would rather see nothing move begins with an animal that stands still. */
function here(): Experiment {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const usual: Experiment = isStill ? { ...defaultExperiment, speed: "pause" } : defaultExperiment;
  return fromLink(location.hash.slice(1), usual);
}

/** The experiment of the page's link, a way to change it (the link follows), and how often another link came. */
export function useExperiment(): [Experiment, Change, number] {
  const [experiment, setExperiment] = useState(here);
  const [arrivals, setArrivals] = useState(0);
  useEffect(() => {
    const follow = (): void => {
      setExperiment(here());
      setArrivals((before) => before + 1);
    };
    addEventListener("hashchange", follow);
    return () => {
      removeEventListener("hashchange", follow);
    };
  }, []);
  const change = useCallback<Change>((changes) => {
    setExperiment((before) => {
      const next = { ...before, ...changes };
      history.replaceState(null, "", `#${toLink(next)}`);
      return next;
    });
  }, []);
  return [experiment, change, arrivals];
}
