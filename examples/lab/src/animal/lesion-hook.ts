import { silence, withhold } from "@wayfield/example-brain-analytics/page";
import type { LayerHook } from "@wayfield/example-navigation-agent/page";
import type { Lesion } from "./lesion.ts";

/** A hook that does what the lesion says at each moment. */
export const lesionHook =
  (lesionNow: () => Lesion): LayerHook =>
  (layer, activity) => {
    const { silenced, goalCodeWithheld, visionCut } = lesionNow();
    if (layer === "goalCode" && goalCodeWithheld) return withhold(activity);
    if (layer === "seen" && visionCut) return withhold(activity);
    const isCode = layer === "goalCode" || layer === "gridCode";
    return isCode && silenced.length > 0 ? silence(silenced)(activity) : activity;
  };
