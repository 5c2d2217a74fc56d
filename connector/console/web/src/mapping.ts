// The mapping as its page shows it: names, the picture of the way, and where in a text a finding is. Pure, but for the
// language of names.
import type { MappingFile, Plan, Stage } from "./types";
import { language } from "./words";

export const labelOf = (one: { name: string; label: Record<string, string> }) => one.label[language.value] ?? one.label.en ?? one.name;

export interface Box {
  stage: Stage;
  x: number;
  y: number;
}
export interface Arrow {
  from: Box;
  to: Box;
}
const step = 64;
export const box = { width: 132, height: 36 };
const asideAt = 190;

// The path runs downwards, what is beside it stands at its right; who leaves the path goes there, and back.
export function picture(plan: Plan): { boxes: Box[]; arrows: Arrow[]; width: number; height: number } {
  const path = plan.stages.filter((one) => one.on_path), aside = plan.stages.filter((one) => !one.on_path);
  const gap = Math.max(step, (path.length * step) / Math.max(1, aside.length));
  const boxes = [
    ...path.map((stage, at) => ({ stage, x: 1, y: 1 + at * step })),
    ...aside.map((stage, at) => ({ stage, x: asideAt, y: 1 + Math.round((at + 0.5) * gap - step / 2) })),
  ];
  const named = (name: string) => boxes.find((one) => one.stage.name === name);
  const arrow = (from: string, to: string): Arrow[] => {
    const [a, b] = [named(from), named(to)];
    return a && b ? [{ from: a, to: b }] : [];
  };
  const arrows = [
    ...path.slice(1).flatMap((stage, at) => arrow(path[at]!.name, stage.name)),
    ...plan.back.flatMap((move) => move.from.flatMap((from) => arrow(from, move.to))),
    ...aside.flatMap((stage) => (stage.again ? arrow(stage.name, stage.again) : [])),
  ];
  return { boxes, arrows, width: asideAt + box.width + 1, height: Math.max(0, ...boxes.map((one) => one.y)) + box.height + 1 };
}

// Where the line from one box to the other begins and ends.
export function ends({ from, to }: Arrow): [number, number, number, number] {
  if (from.x === to.x) {
    const middle = from.x + box.width / 2;
    return from.y < to.y ? [middle, from.y + box.height, middle, to.y] : [middle, from.y, middle, to.y + box.height];
  }
  // Out and back are two lines.
  const out = from.x < to.x, at = out ? box.height / 3 : (2 * box.height) / 3;
  return out ? [from.x + box.width, from.y + at, to.x, to.y + at] : [from.x, from.y + at, to.x + box.width, to.y + at];
}

// The place in a text at a line and column, both from 1; of 0 the beginning.
export function placeIn(text: string, line: number, column: number): number {
  if (line < 1) return 0;
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(text.length, before + Math.min(Math.max(0, column - 1), (lines[line - 1] ?? "").length));
}

export const textsOf = (files: MappingFile[]): Record<string, string> => Object.fromEntries(files.map((one) => [one.name, one.text]));

export function isSame(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
