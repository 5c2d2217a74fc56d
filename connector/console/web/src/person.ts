// What the person page tells, as functions of what the service answered. Pure.
import type { Happening, History, Lead, RecordField, Timeline, TimelineRow, ToolRecord } from "./types";

export function nameOf(lead: Lead): string {
  const value = (field: string) => lead.values[field]?.value ?? "";
  return `${value("given_name")} ${value("family_name")}`.trim() || value("email") || lead.keys.email || lead.id;
}

// What a tool shows in one field, as text; nothing: it has no such field.
export interface Cell {
  field: string;
  text: string;
  waits: boolean; // something is on its way there
}

const text = (value: unknown) => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

function cell(field: string, memory: RecordField): Cell {
  const waits = memory.pending !== undefined;
  return { field, text: text(waits ? memory.pending : memory.known), waits };
}

// The fields of a record that stand for this value; several where a stage is spread over some.
export const cellsOf = (record: ToolRecord, field: string): Cell[] =>
  Object.entries(record.fields).flatMap(([name, memory]) => (memory.canonical === field ? [cell(name, memory)] : []));

// What a tool shows that stands for no value here.
export const restOf = (record: ToolRecord): Cell[] =>
  Object.entries(record.fields).flatMap(([name, memory]) => (memory.canonical ? [] : [cell(name, memory)]));

export const kinds = ["all", "step", "value", "handoff", "consent", "write", "engagement"] as const;
export type Kind = (typeof kinds)[number];

function ofTimeline(row: TimelineRow): Happening {
  const step = row.what === "step" ? { from: row.before ?? "", to: row.after ?? "" } : {};
  return { ...row, ...step, who: row.moved_by, did: row.field };
}

// What happened, the newest first. Only changes: a value that stayed the same is no news.
export function happenings(told: Timeline | History, kind: Kind): Happening[] {
  const same = (one: Happening) => (one.before ?? "") === (one.after ?? "");
  const moved = (one: Happening) => (one.what !== "value" && one.what !== "consent") || !same(one);
  const all =
    "timeline" in told
      ? told.timeline.map(ofTimeline)
      : [...(told.steps ?? []), ...told.history.filter((one) => one.what !== "value" || one.field !== "stage")];
  const wanted = all.filter((one) => moved(one) && (kind === "all" || one.what === kind));
  return wanted.sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""));
}

// What was written is kept as JSON.
export function plain(written: string | null | undefined): string {
  if (!written) return "";
  try {
    return text(JSON.parse(written));
  } catch {
    return written;
  }
}
