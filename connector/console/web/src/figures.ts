// The shared figures as the review page shows them. Pure, but for the language of numbers.
import type { Figure, Review } from "./types";
import { number, t, worded } from "./words";

// What the ids behind a figure name.
export type Behind = "people" | "handoffs" | "deals";

const ofHandoffs = ["kept_by_sales", "kept_by_marketing", "handed_off", "rejected", "open", "first_action_median", "first_action_p90"];

export const behindOf = (key: string): Behind =>
  key.startsWith("pipeline") ? "deals" : ofHandoffs.includes(key) || key.startsWith("reason:") || key.startsWith("group:") ? "handoffs" : "people";

// The figures that make the funnel, from its start on.
export const path = ["leads", "qualified", "new_accepted"];

const hours = (minutes: number) => `${Math.floor(minutes / 60)}:${String(Math.round(minutes) % 60).padStart(2, "0")}`;

// A figure without a denominator is a dash; a share of under ten is told as a fraction as well.
export function shown(figure: Pick<Figure, "unit" | "of" | "behind">, value: number | null, currency: string): string {
  if (value === null) return "—";
  switch (figure.unit) {
    case "money":
      return `${number(Math.round(value))} ${currency}`;
    case "minutes":
      return t("figure.hours", { hours: hours(value) });
    case "share":
      return number(value, { style: "percent", maximumFractionDigits: 1 });
    default:
      return number(value);
  }
}

export function shownNow(figure: Figure, currency: string): string {
  const text = shown(figure, figure.value, currency);
  const few = figure.unit === "share" && figure.value !== null && figure.of < 10;
  return few ? `${text} (${figure.behind.length}/${figure.of})` : text;
}

// The ids behind what was clicked: a figure, a reason, or one side of a group.
export function idsBehind(review: Review, key: string): string[] {
  if (key.startsWith("reason:")) return review.rejected_by[key.slice(7)] ?? [];
  if (key === "undated" || key === "excluded" || key === "without_rate") return review[key];
  const group = /^group:([^:]+):(.*):(made|accepted|rejected)$/.exec(key);
  if (!group) return review.figures[key]?.behind ?? [];
  const [, by, name, part] = group;
  const row = review.groups.find((one) => one.by === by && one.name === name);
  return row?.[part as "made" | "accepted" | "rejected"] ?? [];
}

// The figures as rows of a file: the numbers themselves, not as the page writes them.
export const rowsOf = (review: Review): (string | number | null)[][] => [
  ["from", "until", "zone", "key", "figure", "unit", "value", "before", "counted", "of", "complete"],
  ...Object.entries(review.figures).map(([key, one]) => [
    review.from, review.until, review.zone, key, worded("figure", key), one.unit, one.value, one.before, one.behind.length, one.of, one.complete ? "yes" : "no",
  ]),
];

// Months before and with the given one, the newest first: "2026-11".
export function months(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 1));
    return month.toISOString().slice(0, 7);
  });
}
