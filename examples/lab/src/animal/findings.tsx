import { dot, plot, ruleX, ruleY } from "@observablehq/plot";
import type { Estimate } from "@wayfield/example-navigation-agent/page";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { Chart } from "../ui/chart.tsx";
import { Action, Choice } from "../ui/controls.tsx";
import { colors } from "../ui/palette.ts";
import type { Finding } from "./clinic.ts";

type Measure = "goalsPerEpisode" | "refindRate" | "pathEfficiency";

const measures: Record<Measure, string> = {
  goalsPerEpisode: "goals in an episode",
  refindRate: "came back to the goal",
  pathEfficiency: "path efficiency",
};

const episodeChoices = ["8", "24", "100"] as const;
type EpisodeChoice = (typeof episodeChoices)[number];

const told = ({ mean, low, high }: Estimate): string =>
  `${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

const drawMeasure = (findings: readonly Finding[], measure: Measure): Element => {
  const rows = findings.map((finding, index) => ({
    name: index === 0 ? "before" : "after",
    ...finding[measure],
  }));
  return plot({
    width: 300,
    height: 105,
    marginLeft: 55,
    x: {
      domain: [0, Math.max(1, ...rows.map(({ high }) => (Number.isNaN(high) ? 1 : high)))],
      label: measures[measure],
    },
    y: { label: null, domain: ["before", "after"] },
    marks: [
      ruleX([0]),
      ruleY(rows, { y: "name", x1: "low", x2: "high", strokeWidth: 3, stroke: colors.animal }),
      dot(rows, { y: "name", x: "mean", r: 5, fill: colors.goal }),
    ],
  });
};

function MeasureChart({
  findings,
  measure,
}: {
  findings: readonly Finding[];
  measure: Measure;
}): JSX.Element {
  const draw = useCallback(() => drawMeasure(findings, measure), [findings, measure]);
  const label = `${measures[measure]}: ${findings.map((each) => `${each.condition} ${told(each[measure])}`).join("; ")}`;
  return <Chart label={label} draw={draw} />;
}

interface FindingsProps {
  findings: readonly Finding[];
  isExamining: boolean;
  onExamine: (episodes: number) => void;
}

/** Fresh episodes before and after the lesion, and how they compare. */
export function Findings({ findings, isExamining, onExamine }: FindingsProps): JSX.Element {
  const [episodes, setEpisodes] = useState<EpisodeChoice>("24");
  return (
    <>
      <div class="controls">
        <Action
          isDisabled={isExamining}
          onClick={() => {
            onExamine(Number(episodes));
          }}
        >
          Examine before and after
        </Action>
        <Choice
          label="Episodes each"
          value={episodes}
          choices={episodeChoices.map((choice) => [choice, choice])}
          onChange={setEpisodes}
        />
        <span role="status">{isExamining ? "Living through fresh episodes …" : ""}</span>
      </div>
      {findings.length > 0 && (
        <>
          {(Object.keys(measures) as Measure[]).map((measure) => (
            <MeasureChart key={measure} findings={findings} measure={measure} />
          ))}
          <table>
            <caption>
              Means with 95 % bootstrap intervals over episodes of 90 s, each with a goal of its own
            </caption>
            <thead>
              <tr>
                <th scope="col">brain</th>
                {Object.values(measures).map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {findings.map((finding, index) => (
                <tr key={index} data-testid={index === 0 ? "before" : "after"}>
                  <th scope="row">{finding.condition}</th>
                  {(Object.keys(measures) as Measure[]).map((measure) => (
                    <td key={measure} data-mean={finding[measure].mean} data-measure={measure}>
                      {told(finding[measure])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
