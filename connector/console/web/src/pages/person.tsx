// Who is this, where do they stand, why does it say so?
import { useState } from "preact/hooks";
import { api, isNobody } from "../api";
import { useAct, useLoad } from "../load";
import { cellsOf, happenings, kinds, nameOf, plain, restOf, type Cell } from "../person";
import { may } from "../roles";
import { route, setFilters } from "../router";
import type { Happening, History, Lead, Timeline as Told, ToolRecord } from "../types";
import { day, moment, t, worded } from "../words";
import { Choices, Empty, Page, Problem, Shown, State, Table } from "../ui/parts";
import { Why } from "./why";

const path = (id: string) => `/leads/${encodeURIComponent(id)}`;

const shown = (value: string | null | undefined) => (value ? value : t("blank"));

function Reach({ lead }: { lead: Lead }) {
  const phone = lead.values.phone?.value, email = lead.values.email?.value;
  return (
    <p class="reach">
      {phone && <a href={`tel:${phone.replace(/[^+\d]/g, "")}`}>{phone}</a>}
      {email && <a href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>{email}</a>}
    </p>
  );
}

function Facts({ lead, why }: { lead: Lead; why: (subject: string) => void }) {
  const stage = lead.values.stage?.value, owner = lead.values.owner?.value;
  const ask = (subject: string, of: string) => (
    <button type="button" class="link" aria-label={t("why.of", { what: of })} onClick={() => why(subject)}>
      {t("why")}
    </button>
  );
  return (
    <ul class="facts">
      <li>
        {stage ? t("person.stage", { stage: worded("stage", stage), since: moment(lead.way.since) }) : t("person.no_stage")} {ask("stage", t("field.stage"))}
      </li>
      <li>
        {owner ? t("person.owner", { owner }) : t("person.no_owner")} {ask("owner", t("field.owner"))}
      </li>
      <li>
        {t("field.consent")} {ask("consent", t("field.consent"))}
      </li>
      {Object.entries(lead.consent).map(([channel, latch]) => (
        <li key={channel}>
          <State mood={latch.state === "open" ? "good" : "warn"}>
            {t(latch.state === "open" ? "person.may" : "person.may_not", { channel, at: moment(latch.at), tool: latch.connection })}
          </State>
        </li>
      ))}
    </ul>
  );
}

function Sync({ lead }: { lead: Lead }) {
  const { busy, problem, act } = useAct();
  const [said, say] = useState("");
  if (!may("sync")) return null;
  const send = () => act(() => api("POST", `${path(lead.id)}/sync`, {})).then((done) => done && say(t("person.synced")));
  return (
    <div class="acts">
      <button type="button" disabled={busy} onClick={() => void send()}>
        {t("person.sync")}
      </button>
      <span role="status">{said}</span>
      {problem !== undefined && <Problem problem={problem} />}
    </div>
  );
}

const Day = ({ at }: { at: string | null }) => (at ? <time dateTime={at} title={moment(at)}>{day(at)}</time> : <>—</>);

const InTool = ({ cells }: { cells: Cell[] }) => (
  <>
    {cells.length === 0 && <span class="nothing">—</span>}
    {cells.map((one) => (
      <span key={one.field} class="in-tool" title={one.field}>
        {one.text || t("blank")} {one.waits && <span class="quiet">{t("person.waits")}</span>}
      </span>
    ))}
  </>
);

function Values({ lead, asked, why }: { lead: Lead; asked: string; why: (subject: string) => void }) {
  const there = lead.records.filter((record) => !record.deleted && !record.merged_into);
  const rows = Object.entries(lead.values).map(([field, held]) => ({ field, held }));
  if (rows.length === 0) return <Empty what={t("person.no_values")} />;
  const columns = there.map((record) => ({
    name: { text: record.connection },
    cell: (row: { field: string }) => <InTool cells={cellsOf(record, row.field)} />,
  }));
  return (
    <Table
      caption={t("person.values")}
      rows={rows}
      keyOf={(row) => row.field}
      after={(row) =>
        asked === row.field && (
          <tr role="row" key={row.field + " why"}>
            <td role="cell" colSpan={4 + there.length}>
              <Why lead={lead.id} subject={row.field} />
            </td>
          </tr>
        )
      }
      columns={[
        { name: "person.field", cell: (row) => worded("field", row.field) },
        { name: "person.value", cell: (row) => <strong>{row.field === "stage" && row.held.value ? worded("stage", row.held.value) : shown(row.held.value)}</strong> },
        { name: "person.since", cell: (row) => <Day at={row.held.why.at} /> },
        {
          name: "person.word",
          cell: (row) => (
            <>
              {row.held.why.connection || "—"}{" "}
              <button type="button" class="link" data-row aria-expanded={asked === row.field} aria-label={t("why.of", { what: worded("field", row.field) })} onClick={() => why(row.field)}>
                {t("why")}
              </button>
            </>
          ),
        },
        ...columns,
      ]}
    />
  );
}

function Rest({ records }: { records: ToolRecord[] }) {
  return (
    <details>
      <summary>{t("person.records", { count: records.length })}</summary>
      {records.map((record) => (
        <section key={record.connection + record.kind + record.id}>
          <h3>
            {record.connection} · {record.kind} {record.id} {record.deleted && t("person.deleted")} {record.merged_into && t("person.merged", { id: record.merged_into })}
          </h3>
          <dl class="pairs">
            {restOf(record).map((one) => (
              <div key={one.field}>
                <dt>{one.field}</dt>
                <dd>{one.text || t("blank")}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </details>
  );
}

function told(one: Happening): string {
  const change = { before: shown(one.before), after: shown(one.after), field: worded("field", one.field ?? ""), tool: one.connection };
  switch (one.what) {
    case "step":
      return one.from
        ? t("told.step", { from: worded("stage", one.from), to: worded("stage", one.to ?? "") })
        : t("told.first", { to: worded("stage", one.to ?? "") });
    case "write":
      return t("told.write", { tool: one.connection, field: one.field ?? "", before: shown(plain(one.before)), after: shown(plain(one.after)) });
    case "handoff":
      return t("told.handoff", { what: worded("standing", one.after ?? "") });
    case "engagement":
      return t("told.engagement", { did: one.did ?? "", tool: one.connection });
    default:
      return t("told.value", change);
  }
}

function because(one: Happening): string {
  const parts = [
    one.connection,
    one.rule && t("told.rule", { rule: one.rule }),
    one.beat && t("told.beat", { loser: one.beat }),
    one.cause && worded("cause_of_step", one.cause),
    one.filled_in && t("told.filled_in"),
    one.who && t("told.by", { who: one.who }),
    one.reason && worded("reason", one.reason),
    one.answer && worded("verdict", one.answer),
    one.event > 0 && t("told.event", { event: String(one.event) }),
    one.mapping_version && t("told.version", { version: one.mapping_version }),
  ];
  return parts.filter(Boolean).join(" · ");
}

function Timeline({ id }: { id: string }) {
  const loaded = useLoad<Told | History>([`${path(id)}/timeline?limit=200`, `${path(id)}/history?limit=200`], "leads");
  const kind = kinds.find((one) => one === route.value.filters.show) ?? "all";
  return (
    <section>
      <h2>{t("person.timeline")}</h2>
      <Choices label={t("person.timeline")} chosen={kind} of={kinds.map((one) => [one, t(`timeline.${one}`)])} choose={(show) => setFilters({ show: show === "all" ? "" : show })} />
      <Shown loaded={loaded}>
        {(story) => {
          const all = happenings(story, kind);
          if (all.length === 0) return <Empty what={t("person.nothing")} />;
          return (
            <ol class="timeline">
              {all.map((one, at) => (
                <li key={at} data-row tabIndex={-1}>
                  <time dateTime={one.at ?? ""}>{moment(one.at)}</time>
                  <span>
                    {told(one)}
                    <span class="quiet because">{because(one)}</span>
                  </span>
                </li>
              ))}
            </ol>
          );
        }}
      </Shown>
    </section>
  );
}

export function Person({ id }: { id: string }) {
  const loaded = useLoad<Lead>(id ? path(id) : null, "leads");
  const asked = route.value.filters.why ?? "";
  const why = (subject: string) => setFilters({ why: asked === subject ? "" : subject });
  const title = loaded.data ? nameOf(loaded.data) : t("person");
  if (isNobody(loaded.problem)) return <Page title={title}><Empty what={t("person.unknown")} next={t("person.unknown.next")} /></Page>;
  if (!id) return <Page title={title}><Empty what={t("person.search")} next={t("search.hint")} /></Page>;
  return (
    <Page title={title} loaded={loaded}>
      <Shown loaded={loaded}>
        {(lead) => (
          <>
            <Reach lead={lead} />
            <Facts lead={lead} why={why} />
            {asked !== "" && !(asked in lead.values) && <Why lead={lead.id} subject={asked} />}
            <Sync lead={lead} />
            <Values lead={lead} asked={asked} why={why} />
            <Rest records={lead.records} />
            <Timeline id={lead.id} />
          </>
        )}
      </Shown>
    </Page>
  );
}
