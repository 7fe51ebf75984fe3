import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { AnimalView } from "./live-animal.ts";

/** What the animal sees. */
export function EyeView({ eye }: { eye: AnimalView["eye"] }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(new ImageData(eye.pixels, eye.width, eye.height), 0, 0);
  }, [eye]);
  return (
    <canvas
      class="eye"
      width={eye.width}
      height={eye.height}
      role="img"
      aria-label="What the animal sees, 140 degrees wide"
      ref={canvas}
    />
  );
}
