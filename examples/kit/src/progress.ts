/** Where progress is written: a stream like `process.stderr`. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** One bar: tell it how far the work is, and that it is over. */
export interface Progress {
  /** Says how far the work was when it was taken up again: rate and time left count from here. */
  goOnFrom(done: number): void;
  /** @param note A few words on how it goes, such as the current loss. */
  update(done: number, note?: string): void;
  finish(): void;
}

/** Settings of {@link startProgress}. */
export interface ProgressOptions {
  /** What is counted, in the plural. */
  unit?: string;
  stream?: ProgressStream;
  /** Milliseconds on a clock that only moves forward. */
  now?: () => number;
}

const terminalPause = 100;
const logPause = 15_000;
const barWidth = 24;

/** Seconds as `45s`, `3m05s` or `2h10m`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  const [major, minor, units] =
    whole < 3600
      ? [Math.floor(whole / 60), whole % 60, ["m", "s"]]
      : [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), ["h", "m"]];
  return `${major}${units[0]!}${String(minor).padStart(2, "0")}${units[1]!}`;
}

function formatRate(rate: number): string {
  if (rate >= 100_000) return rate.toExponential(1);
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);
}

/**
 * Starts a line that shows how far a piece of work is, its rate and the time left. On a terminal the line is
 * rewritten in place; elsewhere a new one appears now and then.
 */
export function startProgress(label: string, total: number, options: ProgressOptions = {}): Progress {
  const { unit = "steps", stream = process.stderr, now = () => performance.now() } = options;
  const isTerminal = stream.isTTY === true;
  let start = { time: now(), done: 0 };
  let last = { time: isTerminal ? -Infinity : start.time, done: 0, note: "" };

  const line = (done: number, note: string, time: number): string => {
    const seconds = (time - start.time) / 1000;
    const rate = seconds > 0 ? (done - start.done) / seconds : 0;
    const left = rate > 0 ? formatDuration((total - done) / rate) : "?";
    const filled = Math.round((barWidth * Math.min(done, total)) / Math.max(total, 1));
    const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
    const end = done >= total ? `in ${formatDuration(seconds)}` : `${left} left`;
    return [label, bar, `${done}/${total} ${unit}`, `${formatRate(rate)}/s`, end, note]
      .filter(Boolean)
      .join("  ");
  };
  const show = (text: string): void => {
    stream.write(isTerminal ? `\r\u001b[K${text.slice(0, (stream.columns ?? 120) - 1)}` : `${text}\n`);
  };
  return {
    goOnFrom(done) {
      start = { time: now(), done };
      last = { ...last, done };
    },
    update(done, note = last.note) {
      const time = now();
      const isDue = time - last.time >= (isTerminal ? terminalPause : logPause);
      last = { time: isDue ? time : last.time, done, note };
      if (isDue) show(line(done, note, time));
    },
    finish() {
      show(line(last.done, last.note, now()));
      if (isTerminal) stream.write("\n");
    },
  };
}
