// What the service answers, as far as the console reads it.
export type Time = string | null;

export interface Connection {
  vendor: string;
  state: string;
  detail: string;
  mode: string;
  writes_waiting: number;
  opt_outs_refused: number;
  last_heard: Time;
  last_written: Time;
  calls: number;
  quiet: { since: Time; usually_an_hour: number } | null;
  waits_until: Time;
  troubles: Trouble[];
  refused: { total: number; last_status: number | null; last_at: Time };
}
export interface Trouble {
  what: string;
  kind: string;
  field: string;
  code: string;
  says: string;
  advice: string;
  since: Time;
}
export interface Status {
  fine: boolean;
  mapping: { version: number | null; author?: string; activated_at?: Time; differs_on_disk?: boolean };
  store: { writable: boolean; erased: boolean; restored: string | null; lost: string | null };
  books: { balanced: boolean; wrong: string };
  parked: number;
  apply_delay_ms: number;
  handoffs: { overdue?: { id: string; owner: string; deadline: Time }[]; notices_in_trouble?: NoticeTrouble[] };
  connections: Record<string, Connection>;
}
export interface NoticeTrouble {
  member: string;
  channel: string;
  state: string;
  cause: string;
}

type Counts = Record<string, number>;
export interface Books {
  connections: Record<string, { recovered: number } & Record<string, Counts | number>>;
}

export interface Parked {
  id: number;
  what: string;
  connection: string;
  event: number;
  lead: string;
  kind: string;
  record: string;
  fields: string[];
  code: string;
  says: string;
  advice: string;
  since: Time;
}

export interface Why {
  connection: string;
  at: Time;
  rule: string;
  event: number;
  mapping_version: number;
}
export interface RecordField {
  known?: unknown;
  pending?: unknown;
  heard_at?: Time;
  canonical?: string;
}
export interface ToolRecord {
  connection: string;
  kind: string;
  id: string;
  deleted: boolean;
  merged_into?: string | null;
  fields: Record<string, RecordField>;
}
export interface Lead {
  id: string;
  created_at: Time;
  created_in: string;
  keys: Record<string, string>;
  values: Record<string, { value: string | null; why: Why }>;
  consent: Record<string, { state: string; at: Time; connection: string; how: string }>;
  way: { steps: number; since: Time; first: Record<string, Time> };
  acquired: { side: string; source: string; first_campaign: string; last_campaign: string };
  records: ToolRecord[];
}
export interface Happening {
  what: "value" | "write" | "engagement" | "step" | "consent" | "handoff";
  at: Time;
  field?: string;
  before?: string | null;
  after?: string | null;
  connection: string;
  event: number;
  mapping_version?: number;
  rule?: string;
  beat?: string;
  answer?: string;
  did?: string;
  from?: string;
  to?: string;
  cause?: string;
  who?: string;
  reason?: string;
  filled_in?: boolean;
}
export interface TimelineRow extends Happening {
  moved_by: string;
  handoff: string;
}
export interface Timeline {
  timeline: TimelineRow[];
  next: string | null;
}
export interface Word {
  connection: string;
  value: string | null;
  at: Time;
  counts?: boolean;
  would_win?: string;
}
export interface WhyTold {
  rule: string;
  winner: Word | null;
  losers: Word[];
  because: string[];
  would_differ: string[];
}
export interface History {
  history: Happening[];
  steps?: Happening[];
  value?: string | null;
  words?: Word[];
}

export interface Handoff {
  id: string;
  lead: string;
  who: string;
  stage: string;
  team: string;
  owner: string;
  open: boolean;
  standing: string;
  overdue: boolean;
  made: Time;
  deadline: Time;
}
export interface Answered {
  taken: boolean;
  first_by: string;
  first_what: string;
  next: string;
}

export interface Figure {
  unit: "count" | "share" | "minutes" | "money";
  value: number | null;
  before: number | null;
  complete: boolean;
  of: number;
  behind: string[];
}
export interface Review {
  from: string;
  until: string;
  zone: string;
  currency: string;
  figures: Record<string, Figure>;
  rejected_by: Record<string, string[]>;
  groups: { by: string; name: string; made: string[]; accepted: string[]; rejected: string[]; first_action_median: number | null; kept: number | null }[];
  undated: string[];
  excluded: string[];
  without_rate: string[];
}

export interface OwnSession {
  user: { name: string; role: string; email: string };
  expires_at: Time;
}
export interface Passkeys {
  passkeys: { id: string }[];
}
export interface Session {
  id: string;
  made: Time;
  seen: Time;
  expires_at: Time;
  browser: string;
  from: string;
  current: boolean;
}

export interface Place {
  connection: string;
  kind: string;
  field: string;
  reads: boolean;
  writes: boolean;
}
export interface MappedField {
  name: string;
  label: Record<string, string>;
  means: string;
  type: string;
  rule: string;
  places: Place[];
}
export interface Stage {
  name: string;
  label: Record<string, string>;
  on_path: boolean;
  enter_when: string;
  again: string | null;
  hand_off: string;
}
export interface Plan {
  version: number;
  connections: string[];
  fields: MappedField[];
  stages: Stage[];
  back: { from: string[]; to: string; needs_reason: boolean }[];
}
export interface MappingFile {
  name: string;
  text: string;
}
export interface MappingInForce {
  version: number | null;
  files: MappingFile[];
  differs_on_disk?: boolean;
}
export interface MappingVersion {
  version: number;
  author: string;
  at: Time;
  undoes: number | null;
}
export interface Finding {
  file: string;
  line: number;
  column: number;
  code: string;
  what: string;
  remedy: string;
  error: boolean;
}
export interface MappingCheck {
  ok: boolean;
  findings: Finding[];
  sentences: string[];
  cases_run: number;
  changed: Record<string, string>;
}
export interface WhatIf {
  people: number;
  changed: number;
  fields: Record<string, { people: number; examples: { who: string; before: string | null; after: string | null }[] }>;
  stages: Record<string, { promoted: number; promoted_now: number }>;
  stranded: Record<string, number>;
  tools: Record<string, { records: Record<string, number>; created: number; calls: { write: number } }>;
  window: { days: number };
  nothing: boolean;
}
