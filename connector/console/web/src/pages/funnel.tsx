// Where do we lose people, what does it cost, do both sides keep their word? Each number opens exactly those it counts.
import { useState } from "preact/hooks";
import { Refusal } from "../api";
import { csv, download } from "../csv";
import { behindOf, idsBehind, months, path, rowsOf, shown, shownNow } from "../figures";
import { useLoad } from "../load";
import { nameOf } from "../person";
import { print, route, setFilters } from "../router";
import type { Figure, Handoff, Lead, Review } from "../types";
import { language, number, t, worded } from "../words";
import { Bar, Empty, Page, Shown, Table } from "../ui/parts";

const monthName = (month: string) =>
  new Intl.DateTimeFormat(language.value, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));

const twoWeeks = "weeks";
// This month, unless another period is asked for.
const period = () => route.value.filters.month || months(new Date(), 1)[0]!;

function Period() {
  const chosen = period();
  const offered = months(new Date(), 12);
  return (
    <div class="filters">
      <label>
        {t("funnel.period")}{" "}
        <select value={chosen} onChange={(event) => setFilters({ month: event.currentTarget.value, behind: "" })}>
          <option value={twoWeeks}>{t("funnel.last_weeks")}</option>
          {(chosen === twoWeeks || offered.includes(chosen) ? offered : [chosen, ...offered]).map((month) => (
            <option key={month} value={month}>
              {monthName(month)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

// A number that opens who is behind it; nobody is behind a zero.
function Opens({ of, count, text }: { of: string; count: number; text: string }) {
  if (count === 0) return <>{text}</>;
  const open = route.value.filters.behind === of;
  return (
    <button type="button" class="link" data-row aria-expanded={open} aria-label={t("funnel.open", { text, count })} onClick={() => setFilters({ behind: open ? "" : of })}>
      {text}
    </button>
  );
}

function Stages({ review }: { review: Review }) {
  const rows = path.flatMap((key) => (review.figures[key] ? [{ key, figure: review.figures[key] }] : []));
  const start = Math.max(1, ...rows.map(({ figure }) => figure.value ?? 0));
  return (
    <Table
      caption={t("funnel.stages")}
      rows={rows}
      keyOf={(row) => row.key}
      columns={[
        { name: "funnel.figure", cell: ({ key }) => worded("figure", key) },
        { name: "funnel.people", numeric: true, cell: ({ key, figure }) => <Opens of={key} count={figure.behind.length} text={number(figure.value ?? 0)} /> },
        { name: "funnel.beside", cell: ({ figure }) => <Bar share={(figure.value ?? 0) / start} /> },
        { name: "funnel.before", numeric: true, cell: ({ figure }) => shown(figure, figure.before, review.currency) },
      ]}
    />
  );
}

function Figures({ review }: { review: Review }) {
  const rows = Object.entries(review.figures).flatMap(([key, figure]) => (path.includes(key) ? [] : [{ key, figure }]));
  const now = (figure: Figure) => shownNow(figure, review.currency) + (figure.complete ? "" : " ◐");
  return (
    <Table
      caption={t("funnel.figures")}
      rows={rows}
      keyOf={(row) => row.key}
      columns={[
        { name: "funnel.figure", cell: ({ key }) => worded("figure", key) },
        { name: "funnel.now", numeric: true, cell: ({ key, figure }) => <Opens of={key} count={figure.behind.length} text={now(figure)} /> },
        { name: "funnel.before", numeric: true, cell: ({ figure }) => shown(figure, figure.before, review.currency) },
      ]}
    />
  );
}

function Groups({ review }: { review: Review }) {
  if (review.groups.length === 0) return null;
  const part = (row: Review["groups"][number], what: "made" | "accepted" | "rejected") => (
    <Opens of={`group:${row.by}:${row.name}:${what}`} count={row[what].length} text={number(row[what].length)} />
  );
  return (
    <Table
      caption={t("funnel.groups")}
      rows={review.groups}
      keyOf={(row) => row.by + row.name}
      columns={[
        { name: "funnel.group", cell: (row) => `${worded("group", row.by)}: ${row.name || "—"}` },
        { name: "funnel.made", numeric: true, cell: (row) => part(row, "made") },
        { name: "funnel.accepted", numeric: true, cell: (row) => part(row, "accepted") },
        { name: "funnel.rejected", numeric: true, cell: (row) => part(row, "rejected") },
        { name: "funnel.median", numeric: true, cell: (row) => shown({ unit: "minutes", of: 0, behind: [] }, row.first_action_median, "") },
        { name: "funnel.in_time", numeric: true, cell: (row) => shown({ unit: "share", of: 0, behind: [] }, row.kept, "") },
      ]}
    />
  );
}

function Reasons({ review }: { review: Review }) {
  const rows = Object.entries(review.rejected_by).map(([reason, ids]) => ({ reason, ids }));
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map((row) => row.ids.length));
  return (
    <Table
      caption={t("funnel.reasons")}
      rows={rows}
      keyOf={(row) => row.reason}
      columns={[
        { name: "funnel.reason", cell: (row) => worded("reason", row.reason) },
        { name: "funnel.rejected", numeric: true, cell: (row) => <Opens of={`reason:${row.reason}`} count={row.ids.length} text={number(row.ids.length)} /> },
        { name: "funnel.beside", cell: (row) => <Bar share={row.ids.length / most} /> },
      ]}
    />
  );
}

function PersonName({ id }: { id: string }) {
  const { data } = useLoad<Lead>(`/leads/${encodeURIComponent(id)}`);
  return <a href={print("person", id)}>{data ? nameOf(data) : id}</a>;
}

function HandoffName({ id }: { id: string }) {
  const { data } = useLoad<Handoff>(`/handoffs/${encodeURIComponent(id)}`);
  return <a href={print("handoffs", id)}>{data?.who || id}</a>;
}

const shownAtOnce = 20;

function Behind({ review, of: key }: { review: Review; of: string }) {
  const ids = idsBehind(review, key);
  const [shownNow, show] = useState(shownAtOnce);
  const kind = behindOf(key);
  const row = (id: string) => (kind === "people" ? <PersonName id={id} /> : kind === "handoffs" ? <HandoffName id={id} /> : id);
  return (
    <section class="card" aria-label={t("funnel.behind", { count: ids.length })}>
      <h2>{t("funnel.behind", { count: ids.length })}</h2>
      <ul class="behind">
        {ids.slice(0, shownNow).map((id, at) => (
          <li key={id + at}>{row(id)}</li>
        ))}
      </ul>
      {ids.length > shownNow && (
        <button type="button" onClick={() => show(shownNow + shownAtOnce)}>
          {t("more", { count: ids.length - shownNow })}
        </button>
      )}
    </section>
  );
}

function Remarks({ review }: { review: Review }) {
  const all = (["undated", "excluded", "without_rate"] as const).filter((key) => review[key].length > 0);
  const open = Object.values(review.figures).some((figure) => !figure.complete);
  return (
    <ul class="facts">
      {open && <li>{t("funnel.unfinished")}</li>}
      {all.map((key) => (
        <li key={key}>
          {t(`funnel.${key}`)}: <Opens of={key} count={review[key].length} text={number(review[key].length)} />
        </li>
      ))}
    </ul>
  );
}

const isUncounted = (problem: unknown) => problem instanceof Refusal && problem.fault.code === "review.none";

export function Funnel() {
  const { behind = "" } = route.value.filters;
  const month = period();
  const asked: Record<string, string> = month === twoWeeks ? { weeks: "2" } : { month };
  const loaded = useLoad<Review>(`/review?${new URLSearchParams({ lang: language.value, ...asked })}`, "leads", "handoffs");
  if (isUncounted(loaded.problem))
    return (
      <Page title={t("funnel")}>
        <Empty what={t("funnel.none")} next={t("funnel.none.next")} />
      </Page>
    );
  return (
    <Page title={t("funnel")} loaded={loaded}>
      <Period />
      <Shown loaded={loaded}>
        {(review) => (
          <>
            <p>
              {t("funnel.range", { from: review.from, until: review.until, zone: review.zone })}{" "}
              <button type="button" onClick={() => download(`review-${review.from}.csv`, csv(rowsOf(review)))}>
                {t("funnel.csv")}
              </button>
            </p>
            {Object.values(review.figures).every((one) => !one.value && !one.before) && <Empty what={t("funnel.empty")} next={t("funnel.empty.next")} />}
            <h2>{t("funnel.stages")}</h2>
            <Stages review={review} />
            {behind && <Behind key={behind} review={review} of={behind} />}
            <h2>{t("funnel.figures")}</h2>
            <Figures review={review} />
            {review.groups.length > 0 && <h2>{t("funnel.groups")}</h2>}
            <Groups review={review} />
            {Object.keys(review.rejected_by).length > 0 && <h2>{t("funnel.reasons")}</h2>}
            <Reasons review={review} />
            <Remarks review={review} />
          </>
        )}
      </Shown>
    </Page>
  );
}
