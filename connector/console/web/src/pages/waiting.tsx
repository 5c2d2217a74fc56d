// What cannot go on without me, and what do I do once per cause?
import { useState } from "preact/hooks";
import { api } from "../api";
import { useAct, useLoad } from "../load";
import { progress, replay, stopReplay } from "../replay";
import { may } from "../roles";
import { print, route, setFilters } from "../router";
import type { Parked } from "../types";
import { moment, number, t, worded } from "../words";
import { Ago, Empty, Page, Problem, Shown } from "../ui/parts";

interface Cause {
  key: string;
  first: Parked;
  items: Parked[];
  oldest: string | null;
}

// By what would have to change: the tool, the code and what it is about. The largest cause comes first.
export function causesOf(parked: Parked[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const one of parked) {
    const key = [one.connection, one.code, one.what].join(" ");
    const cause = causes.get(key) ?? { key, first: one, items: [], oldest: one.since };
    cause.items.push(one);
    if ((one.since ?? "") < (cause.oldest ?? "")) cause.oldest = one.since;
    causes.set(key, cause);
  }
  return [...causes.values()].sort((a, b) => b.items.length - a.items.length || a.key.localeCompare(b.key));
}

const isIdentity = (one: Parked) => one.code.startsWith("identity.");

// Whose record it is, said by a person, for ever.
function Decide({ one, again }: { one: Parked; again: () => void }) {
  const [chosen, type] = useState("");
  const { busy, problem, act } = useAct();
  const say = (verb: string, body: object) => act(() => api("POST", `/parked/${one.id}/${verb}`, body)).then((done) => done && again());
  const name = chosen.trim();
  return (
    <form class="decide" onSubmit={(event) => (event.preventDefault(), void say("link", { chosen: name }))}>
      <label>
        {t("waiting.which")}
        <input required value={chosen} onInput={(event) => type(event.currentTarget.value)} />
      </label>
      <button type="submit" disabled={busy}>
        {t("waiting.link")}
      </button>
      <button type="button" disabled={busy} onClick={() => void say("join", name ? { lead: name } : {})}>
        {t("waiting.join")}
      </button>
      <button type="button" disabled={busy} onClick={() => void say("keep-apart", name ? { record: name } : {})}>
        {t("waiting.keep_apart")}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </form>
  );
}

// For good, so it is asked twice.
function GiveUp({ one, again }: { one: Parked; again: () => void }) {
  const [sure, ask] = useState(false);
  const { busy, problem, act } = useAct();
  const drop = () => act(() => api("POST", `/parked/${one.id}/drop`, {})).then((done) => done && again());
  return (
    <>
      <button type="button" disabled={busy} onClick={() => (sure ? void drop() : ask(true))} aria-label={t(sure ? "waiting.drop_sure" : "waiting.drop_item", { id: String(one.id) })}>
        {sure ? t("waiting.sure") : t("waiting.drop")}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

function Item({ one, again }: { one: Parked; again: () => void }) {
  const { busy, problem, act } = useAct();
  const back = () => act(() => api("POST", `/parked/${one.id}/replay`, {})).then((done) => done && again());
  return (
    <li>
      {one.lead ? <a href={print("person", one.lead)}>{t("waiting.person")}</a> : t("waiting.nobody")}{" "}
      <span class="quiet">
        {[one.kind, one.record].filter(Boolean).join(" ")} {one.fields.length > 0 && `· ${one.fields.join(", ")}`} · {moment(one.since)}
      </span>{" "}
      {may("replay") && (
        <button type="button" disabled={busy} onClick={() => void back()} aria-label={t("waiting.replay_item", { id: String(one.id) })}>
          {t("waiting.replay_one")}
        </button>
      )}
      {may("decide") && <GiveUp one={one} again={again} />}
      {may("decide") && isIdentity(one) && <Decide one={one} again={again} />}
      {problem !== undefined && <Problem problem={problem} />}
    </li>
  );
}

function Running({ cause }: { cause: Cause }) {
  const now = progress.value;
  if (!now || now.cause !== cause.key) return null;
  return (
    <div role="status">
      <progress max={now.of} value={now.done} aria-label={t("waiting.progress", { done: now.done, of: now.of })} />{" "}
      {t("waiting.progress", { done: now.done, of: now.of })}{" "}
      {now.running && (
        <button type="button" onClick={stopReplay}>
          {t("stop")}
        </button>
      )}
      {now.failed.length > 0 && (
        <ul>
          {now.failed.map((one) => (
            <li key={one.id}>{t("waiting.failed", { id: String(one.id), code: one.code })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

const shownAtOnce = 50;

function CauseCard({ cause, again }: { cause: Cause; again: () => void }) {
  const { first, items, key } = cause;
  const open = route.value.filters.cause === key;
  const [shown, show] = useState(shownAtOnce);
  const toggle = () => setFilters({ cause: open ? "" : key });
  const all = () => replay(key, items.map((one) => one.id)).then(again);
  return (
    <li class="card">
      <h2>
        <button type="button" class="fold" data-row aria-expanded={open} onClick={toggle}>
          {first.connection}: {t("waiting.count", { count: items.length })} · {worded("cause", first.code)}
        </button>
      </h2>
      {first.says && <p>{first.says}</p>}
      {first.advice && (
        <p>
          <strong>{t("waiting.do")}</strong> {first.advice}
        </p>
      )}
      <p class="quiet">
        <code>{first.code}</code> · {worded("parked", first.what)} · {t("waiting.oldest")} <Ago at={cause.oldest} />
      </p>
      {may("replay") && (
        <div class="acts">
          <button type="button" class="main" disabled={progress.value?.running ?? false} onClick={() => void all()}>
            {t("waiting.replay", { count: items.length })}
          </button>
        </div>
      )}
      <Running cause={cause} />
      {open && (
        <ul class="items">
          {items.slice(0, shown).map((one) => (
            <Item key={one.id} one={one} again={again} />
          ))}
        </ul>
      )}
      {open && items.length > shown && (
        <button type="button" onClick={() => show(shown + shownAtOnce)}>
          {t("more", { count: items.length - shown })}
        </button>
      )}
    </li>
  );
}

export function Waiting() {
  const loaded = useLoad<{ parked: Parked[]; next?: string | null }>("/parked?limit=200", "parked");
  return (
    <Page title={t("waiting")} loaded={loaded}>
      <Shown loaded={loaded}>
        {({ parked, next }) => {
          const causes = causesOf(parked);
          if (causes.length === 0) return <Empty what={t("waiting.empty")} next={t("waiting.empty.next")} />;
          return (
            <>
              <p>
                {t("waiting.sum", { causes: causes.length, items: parked.length })} {next && t("waiting.first", { items: number(parked.length) })}
              </p>
              <ul class="cards">
                {causes.map((cause) => (
                  <CauseCard key={cause.key} cause={cause} again={loaded.again} />
                ))}
              </ul>
            </>
          );
        }}
      </Shown>
    </Page>
  );
}
