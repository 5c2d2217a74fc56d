// The parts that every page is made of.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Refusal, type Fault } from "../api";
import { isMissing, type Loaded } from "../load";
import { NoPasskey, underName } from "../passkey";
import { away, clock, moment, t, worded, zone, type Key } from "../words";

export type Mood = "good" | "warn" | "bad" | "plain";
const shapes: Record<Mood, string> = { good: "✓", warn: "▲", bad: "✗", plain: "●" };

// A word and a shape: colour alone says nothing.
export const State = ({ mood, children }: { mood: Mood; children: ComponentChildren }) => (
  <span class={`state ${mood}`}>
    <span aria-hidden="true">{shapes[mood]}</span> {children}
  </span>
);

const isCancelled = (problem: unknown) => problem instanceof DOMException && problem.name === "AbortError";

// What people meet while they sign in is said in their language.
const inWords = ({ code, what, remedy }: Fault): Fault => ({
  code,
  what: worded("fault", code, what),
  remedy: worded("remedy", code, remedy),
});

function faultOf(problem: unknown): Fault {
  if (problem instanceof Refusal) return inWords(problem.fault);
  if (problem instanceof NoPasskey) return inWords({ code: problem.code, what: problem.message, remedy: "" });
  if (isCancelled(problem)) return { code: "console.cancelled", what: t("cancelled"), remedy: "" };
  return { code: "console.offline", what: t("offline.what"), remedy: t("offline.remedy") };
}

function ByName() {
  const named = underName(location.href);
  return named && <a href={named}>{t("passkey.by_name", { host: new URL(named).host })}</a>;
}

// What went wrong, what to do, the code for whoever is asked, and the way to try again.
export function Problem({ problem, again }: { problem: unknown; again?: () => void }) {
  const missing = isMissing(problem);
  const fault = faultOf(problem);
  return (
    <div class="problem" role="alert">
      <p>{missing ? t("missing.what") : fault.what}</p>
      <p>
        {missing ? t("missing.remedy") : fault.remedy} {fault.code === "passkey.host" && <ByName />}
      </p>
      <p class="quiet">
        {t("error.code")} <code>{fault.code}</code>
      </p>
      {again && (
        <button type="button" onClick={again}>
          {t("again")}
        </button>
      )}
    </div>
  );
}

export function Wait({ loaded }: { loaded: Loaded<unknown> }) {
  if (loaded.wait === "long")
    return (
      <p role="status">
        {t("wait.long")}{" "}
        <button type="button" onClick={loaded.cancel}>
          {t("cancel")}
        </button>
      </p>
    );
  if (loaded.wait !== "shown") return null;
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{t("wait")}</span>
    </div>
  );
}

// The answer, or why there is none; an old answer stays, marked as old.
export function Shown<T>({ loaded, children }: { loaded: Loaded<T>; children: (data: T) => ComponentChildren }) {
  const { data, problem, again } = loaded;
  return (
    <>
      {problem !== undefined && <Problem problem={problem} again={again} />}
      {data === undefined ? problem === undefined && <Wait loaded={loaded} /> : children(data)}
    </>
  );
}

export const Empty = ({ what, next }: { what: string; next?: ComponentChildren }) => (
  <div class="empty">
    <p>{what}</p>
    {next && <p class="quiet">{next}</p>}
  </div>
);

interface PageParts {
  title: string;
  loaded?: Loaded<unknown>;
  children: ComponentChildren;
}
export function Page({ title, loaded, children }: PageParts) {
  useEffect(() => void (document.title = `${title} · Crosswalk`), [title]);
  const old = loaded?.problem !== undefined && loaded.data !== undefined;
  return (
    <main id="main" tabIndex={-1}>
      <header class="title">
        <h1>{title}</h1>
        {loaded?.at && (
          <p class={old ? "as-of old" : "as-of"}>{t(old ? "as_of.old" : "as_of", { clock: clock(loaded.at), zone })}</p>
        )}
      </header>
      {children}
    </main>
  );
}

// The present, told anew every half minute.
export function useNow(): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function Ago({ at }: { at: string | null | undefined }) {
  const now = useNow();
  if (!at) return <>{t("never")}</>;
  return (
    <time dateTime={at} title={moment(at)}>
      {away(at, now)}
    </time>
  );
}

export interface Column<Row> {
  name: Key | { text: string };
  cell: (row: Row) => ComponentChildren;
  numeric?: boolean;
}
export const titleOf = (name: Key | { text: string }) => (typeof name === "string" ? t(name) : name.text);

// A table that folds to cards on a phone: each cell knows the name of its column. It may be scrolled sideways by keyboard.
export function Table<Row>(props: { caption: string; columns: Column<Row>[]; rows: Row[]; keyOf: (row: Row) => string; after?: (row: Row) => ComponentChildren }) {
  const { caption, columns, rows, keyOf, after } = props;
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={titleOf(column.name)} role="columnheader" scope="col" class={column.numeric ? "numeric" : ""}>
                {titleOf(column.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <>
              <tr key={keyOf(row)} role="row">
                {columns.map((column, at) => (
                  <td key={titleOf(column.name)} role={at === 0 ? "rowheader" : "cell"} data-name={titleOf(column.name)} class={column.numeric ? "numeric" : ""}>
                    <span>{column.cell(row)}</span>
                  </td>
                ))}
              </tr>
              {after?.(row)}
            </>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// How much of a whole, as a bar beside the number that says it.
export const Bar = ({ share }: { share: number }) => (
  <progress class="bar" aria-hidden="true" max={1} value={Math.max(0, Math.min(1, share))} />
);

export function Choices<Name extends string>(props: { label: string; chosen: Name; of: [Name, string][]; choose: (name: Name) => void }) {
  return (
    <div class="choices" role="group" aria-label={props.label}>
      {props.of.map(([name, words]) => (
        <button key={name} type="button" aria-pressed={name === props.chosen} onClick={() => props.choose(name)}>
          {words}
        </button>
      ))}
    </div>
  );
}
