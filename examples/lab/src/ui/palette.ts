/** Colours that people without full colour vision tell apart (Okabe & Ito 2008). */
export const colors = {
  rock: "#333333",
  floor: "#fafafa",
  door: "#e69f00",
  animal: "#0072b2",
  goal: "#d55e00",
  belief: "#aa3f7f",
} as const;
