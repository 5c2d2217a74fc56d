// Does everything flow, and if not, which tool and since when?
import { useState } from "preact/hooks";
import { api } from "../api";
import { useAct, useLoad } from "../load";
import { may } from "../roles";
import { print } from "../router";
import type { Books, Connection, Status, Trouble } from "../types";
import { moment, number, t, worded } from "../words";
import { Ago, Empty, Page, Problem, Shown, State, Table, type Mood } from "../ui/parts";

const moods: Record<string, Mood> = { ok: "good", watching: "plain", paused: "warn", limited: "warn", degraded: "warn" };
const moodOf = (one: Connection): Mood => (one.opt_outs_refused > 0 ? "bad" : one.quiet ? "warn" : moods[one.state] ?? "bad");

type Named = Connection & { name: string };

function Acts({ one, done }: { one: Named; done: () => void }) {
  const { busy, problem, act } = useAct();
  const [said, say] = useState("");
  const path = `/connections/${encodeURIComponent(one.name)}`;
  const run = (what: "pause" | "resume" | "compare") =>
    act(async () => {
      await api("POST", `${path}/${what}`, {});
      say(t(`health.did.${what}`));
      done();
    });
  const stopped = one.state !== "ok" && one.state !== "watching";
  return (
    <>
      <div class="acts">
        {one.state !== "paused" && (
          <button type="button" disabled={busy} onClick={() => void run("pause")} aria-label={t("health.pause_it", { tool: one.name })}>
            {t("health.pause")}
          </button>
        )}
        {stopped && (
          <button type="button" disabled={busy} onClick={() => void run("resume")} aria-label={t("health.resume_it", { tool: one.name })}>
            {t("health.resume")}
          </button>
        )}
        <button type="button" disabled={busy} onClick={() => void run("compare")} aria-label={t("health.compare_it", { tool: one.name })}>
          {t("health.compare")}
        </button>
      </div>
      {said && <p role="status">{said}</p>}
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

function Condition({ one }: { one: Named }) {
  return (
    <>
      <State mood={moodOf(one)}>{worded("state", one.quiet && one.state === "ok" ? "quiet" : one.state)}</State>
      {one.opt_outs_refused > 0 && <p class="bad">{t("health.opt_outs", { count: one.opt_outs_refused })}</p>}
      {one.quiet && (
        <p>{t("health.quiet", { since: moment(one.quiet.since), usually: number(one.quiet.usually_an_hour) })}</p>
      )}
      {one.waits_until && <p>{t("health.waits", { until: moment(one.waits_until) })}</p>}
      {one.detail && <p class="detail">{one.detail}</p>}
      {one.refused.total > 0 && <p>{t("health.refused", { count: one.refused.total })}</p>}
    </>
  );
}

function Troubles({ of }: { of: Named[] }) {
  const all = of.flatMap((one) => one.troubles.map((trouble): Trouble & { tool: string } => ({ ...trouble, tool: one.name })));
  if (all.length === 0) return null;
  return (
    <section>
      <h2>{t("health.troubles")}</h2>
      <ul class="cards">
        {all.map((one) => (
          <li key={one.tool + one.what + one.kind + one.field} class="card">
            <p>
              <strong>{one.tool}</strong> {[worded("trouble", one.what), one.kind, one.field].filter(Boolean).join(" · ")} <code>{one.code}</code>
            </p>
            <p>{one.says}</p>
            {one.advice && <p>{one.advice}</p>}
            <p class="quiet">{t("since", { at: moment(one.since) })}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tools({ status, again }: { status: Status; again: () => void }) {
  const tools = Object.entries(status.connections).map(([name, one]): Named => ({ ...one, name }));
  if (tools.length === 0) return <Empty what={t("health.none")} next={t("health.none.next")} />;
  return (
    <>
      <Table
        caption={t("health.tools")}
        rows={tools}
        keyOf={(one) => one.name}
        columns={[
          { name: "health.tool", cell: (one) => <strong>{one.name}</strong> },
          { name: "health.state", cell: (one) => <Condition one={one} /> },
          { name: "health.heard", cell: (one) => <Ago at={one.last_heard} /> },
          { name: "health.written", cell: (one) => <Ago at={one.last_written} /> },
          { name: "health.waiting", cell: (one) => number(one.writes_waiting), numeric: true },
          { name: "health.calls", cell: (one) => number(one.calls), numeric: true },
          ...(may("steer") ? [{ name: "health.acts" as const, cell: (one: Named) => <Acts one={one} done={again} /> }] : []),
        ]}
      />
      <Troubles of={tools} />
    </>
  );
}

const books = ["deliveries", "changes", "writes", "notices"] as const;

function BookTable({ of }: { of: Books }) {
  const rows = Object.entries(of.connections).flatMap(([tool, all]) =>
    books.flatMap((book) => {
      const counts = all[book];
      return typeof counts === "object" ? [{ tool, book, counts, total: counts.total ?? 0 }] : [];
    }),
  );
  const parts = (counts: Record<string, number>) =>
    Object.entries(counts).flatMap(([word, count]) => (word === "total" || count === 0 ? [] : [`${number(count)} ${worded("book", word)}`]));
  return (
    <Table
      caption={t("health.books")}
      rows={rows}
      keyOf={(row) => row.tool + row.book}
      columns={[
        { name: "health.tool", cell: (row) => row.tool },
        { name: "health.book", cell: (row) => worded("book", row.book) },
        { name: "health.total", cell: (row) => number(row.total), numeric: true },
        { name: "health.parts", cell: (row) => parts(row.counts).join(" + ") || "—" },
      ]}
    />
  );
}

function Headline({ status }: { status: Status }) {
  const bad = Object.values(status.connections).filter((one) => ["bad", "warn"].includes(moodOf(one))).length;
  const overdue = status.handoffs.overdue?.length ?? 0;
  const notices = status.handoffs.notices_in_trouble?.length ?? 0;
  return (
    <ul class="facts">
      <li>
        <State mood={bad ? "warn" : "good"}>{t("health.need", { count: bad })}</State>
      </li>
      <li>
        <State mood={status.books.balanced ? "good" : "bad"}>{status.books.balanced ? t("health.balance") : status.books.wrong}</State>
      </li>
      <li>
        <State mood={status.store.writable ? "good" : "bad"}>{t(status.store.writable ? "health.store" : "health.store_stuck")}</State>
      </li>
      <li>
        <a href={print("waiting")}>{t("health.parked", { count: status.parked })}</a>
      </li>
      {overdue > 0 && (
        <li>
          <State mood="warn">
            <a href={print("handoffs")}>{t("health.overdue", { count: overdue })}</a>
          </State>
        </li>
      )}
      {notices > 0 && (
        <li>
          <State mood="warn">{t("health.notices", { count: notices })}</State>
        </li>
      )}
      {status.apply_delay_ms > 1000 && (
        <li>
          <State mood="warn">{t("health.delay", { seconds: Math.ceil(status.apply_delay_ms / 1000) })}</State>
        </li>
      )}
      {[status.store.restored, status.store.lost].map(
        (note) =>
          note && (
            <li key={note}>
              <State mood="bad">{note}</State>
            </li>
          ),
      )}
    </ul>
  );
}

export function Health() {
  const status = useLoad<Status>("/status", "connections", "parked", "handoffs", "mapping");
  const kept = useLoad<Books>("/books", "connections");
  return (
    <Page title={t("health")} loaded={status}>
      <Shown loaded={status}>
        {(data) => (
          <>
            <Headline status={data} />
            <Tools status={data} again={status.again} />
            {data.mapping.version !== null && (
              <p class="quiet">
                {t("health.mapping", { version: data.mapping.version, author: data.mapping.author ?? "", at: moment(data.mapping.activated_at) })}{" "}
                {data.mapping.differs_on_disk && t("health.mapping.differs")}
              </p>
            )}
          </>
        )}
      </Shown>
      <h2>{t("health.books")}</h2>
      <Shown loaded={kept}>{(data) => <BookTable of={data} />}</Shown>
    </Page>
  );
}
