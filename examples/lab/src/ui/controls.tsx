import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}

/** One of a few. */
export function Choice<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: ChoiceProps<Value>): JSX.Element {
  const id = useId();
  return (
    <span class="control">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value as Value);
        }}
      >
        {choices.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </span>
  );
}

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
}

/** A number between two others. */
export function Slider({ label, value, min, max, step, onChange }: SliderProps): JSX.Element {
  const id = useId();
  return (
    <span class="control">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        onInput={({ currentTarget }) => {
          onChange(currentTarget.valueAsNumber);
        }}
      />
      <output for={id}>{value}</output>
    </span>
  );
}

interface ToggleProps {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}

/** Yes or no. */
export const Toggle = ({ label, value, onChange }: ToggleProps): JSX.Element => (
  <label class="control">
    <input
      type="checkbox"
      checked={value}
      onChange={({ currentTarget }) => {
        onChange(currentTarget.checked);
      }}
    />
    {label}
  </label>
);

interface ActionProps {
  children: ComponentChildren;
  onClick: () => void;
  isDisabled?: boolean;
}

/** Does something. */
export const Action = ({ children, onClick, isDisabled = false }: ActionProps): JSX.Element => (
  <button type="button" onClick={onClick} disabled={isDisabled}>
    {children}
  </button>
);
