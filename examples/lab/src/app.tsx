import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { AnimalPage } from "./animal/animal-page.tsx";
import { engineNames } from "./engine-names.ts";
import { ConditioningPage } from "./learn/conditioning-page.tsx";
import { DigitsPage } from "./learn/digits-page.tsx";
import { IntegratorPage } from "./learn/integrator-page.tsx";
import { pageNames, toLink, type Experiment, type PageName } from "./link.ts";
import type { Say } from "./say.ts";
import { Choice } from "./ui/controls.tsx";
import { useExperiment, type Change } from "./use-experiment.ts";

/** What every page is given. */
export interface PageProps {
  experiment: Experiment;
  change: Change;
  say: Say;
}

const pages: Record<PageName, { title: string; Page: (props: PageProps) => JSX.Element }> = {
  animal: { title: "The animal", Page: AnimalPage },
  integrator: { title: "Learn to integrate paths", Page: IntegratorPage },
  conditioning: { title: "Conditioning", Page: ConditioningPage },
  digits: { title: "Reading digits", Page: DigitsPage },
};

/** Links between the pages; each keeps the rest of the experiment. */
const Navigation = ({ experiment, change }: Omit<PageProps, "say">): JSX.Element => (
  <nav aria-label="Pages">
    <ul>
      {pageNames.map((page) => (
        <li key={page}>
          <a
            href={`#${toLink({ ...experiment, page })}`}
            aria-current={page === experiment.page ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              change({ page });
            }}
          >
            {pages[page].title}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

/** The lab. A page that was opened once goes on in the background. */
export function App(): JSX.Element {
  const [experiment, change, arrivals] = useExperiment();
  const [message, setMessage] = useState("");
  const [opened, setOpened] = useState<ReadonlySet<PageName>>(new Set());
  const say = useCallback<Say>((text) => {
    setMessage(text);
  }, []);
  if (!opened.has(experiment.page)) setOpened(new Set([...opened, experiment.page]));
  return (
    <>
      <header>
        <h1>Wayfield lab</h1>
        <Navigation experiment={experiment} change={change} />
        <Choice
          label="Engine"
          value={experiment.engine}
          choices={engineNames.map((name) => [name, name])}
          onChange={(engine) => {
            change({ engine });
          }}
        />
      </header>
      <div role="alert" class={message === "" ? "quiet" : "message"}>
        {message !== "" && (
          <>
            <span>{message}</span>
            <button
              type="button"
              onClick={() => {
                setMessage("");
              }}
            >
              Close
            </button>
          </>
        )}
      </div>
      <main>
        {pageNames
          .filter((page) => opened.has(page))
          .map((page) => {
            const { Page, title } = pages[page];
            return (
              <div key={`${page}${arrivals}`} hidden={page !== experiment.page}>
                <h2>{title}</h2>
                <Page experiment={experiment} change={change} say={say} />
              </div>
            );
          })}
      </main>
    </>
  );
}
