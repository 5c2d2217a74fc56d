// Every word a person reads, in both languages, and how dates and numbers are written.
import { signal } from "@preact/signals";
import { IntlMessageFormat } from "intl-messageformat";
import { recall, remember } from "./settings";
import en from "./words/en.json";
import vi from "./words/vi.json";

export type Key = keyof typeof en;
export type Language = "en" | "vi";
type Values = Record<string, string | number>;

const catalogues: Record<Language, Record<Key, string>> = { en, vi };
const preferred = (): Language => (navigator.language.startsWith("vi") ? "vi" : "en");
const known = recall("language");
export const language = signal<Language>(known === "en" || known === "vi" ? known : preferred());

const formats = new Map<string, IntlMessageFormat>();

export function t(key: Key, values?: Values): string {
  const text = catalogues[language.value][key];
  if (!values) return text;
  const name = language.value + key;
  let format = formats.get(name);
  if (!format) formats.set(name, (format = new IntlMessageFormat(text, language.value)));
  return String(format.format(values));
}

// The words for a code that the service says; the code itself, or what is given instead, where nobody translated it.
export function worded(prefix: string, code: string, otherwise = code): string {
  const key = `${prefix}.${code}`;
  return key in en ? t(key as Key) : otherwise;
}

export function setLanguage(to: Language): void {
  remember("language", to);
  language.value = to;
}

export const number = (value: number, options?: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(language.value, options).format(value);

// Browsers keep the name that a place had when the table was begun.
const renamed: Record<string, string> = { "Asia/Saigon": "Asia/Ho_Chi_Minh", "Asia/Calcutta": "Asia/Kolkata" };
const named = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const zone = renamed[named] ?? named;

export const clock = (at: Date) =>
  new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(at);

// "5 Mar 2026, 10:42"; a time that nobody knows is a dash.
export function moment(iso: string | null | undefined): string {
  if (!iso) return "—";
  const options = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat(language.value, options).format(new Date(iso));
}

// "5 Mar 2026"
export const day = (iso: string) =>
  new Intl.DateTimeFormat(language.value, { day: "numeric", month: "short", year: "numeric" }).format(new Date(iso));

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

// "2 minutes ago", "in 3 hours".
export function away(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  const [unit, size] = steps.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(language.value, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}
