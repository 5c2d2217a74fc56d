// What the person page tells, as functions of what the service answered. Pure.
import type { Happening, History, Lead, RecordField, ToolRecord } from "./types";

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

export const kinds = ["all", "step", "value", "write", "engagement"] as const;
export type Kind = (typeof kinds)[number];

// What happened, the newest first. Only changes: a value that stayed the same is no news.
export function happenings(history: History, kind: Kind): Happening[] {
  const moved = (one: Happening) => one.what !== "value" || (one.field !== "stage" && (one.before ?? "") !== (one.after ?? ""));
  const all = [...(history.steps ?? []), ...history.history.filter(moved)];
  const wanted = kind === "all" ? all : all.filter((one) => one.what === kind);
  return wanted.sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""));
}
