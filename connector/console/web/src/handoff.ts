// What the hand-off page decides, as functions of values. Pure.
import type { Handoff } from "./types";

export type Need = "accept" | "contact" | "none";

// What is to be done next. `standing` is a phase, with ", overdue" behind it.
export function needOf(one: Handoff): Need {
  if (!one.open) return "none";
  const phase = phaseOf(one);
  return phase === "accepted" ? "contact" : phase === "contacted" ? "none" : "accept";
}

export const phaseOf = (one: Handoff) => one.standing.split(",")[0] ?? "";

export const isLate = (one: Handoff, now: number) => one.open && one.deadline !== null && Date.parse(one.deadline) <= now;

// The most urgent first: the earliest deadline, then those without one, then those that have ended.
export function byUrgency(all: Handoff[]): Handoff[] {
  const rank = (one: Handoff) => (one.open ? one.deadline ?? "8" : "9") + one.id;
  return [...all].sort((a, b) => rank(a).localeCompare(rank(b)));
}
