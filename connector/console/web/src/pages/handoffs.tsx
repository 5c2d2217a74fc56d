// Whom must I call now, and by when? Made for a phone: accepting is one tap, rejecting with its reason two.
import { useState } from "preact/hooks";
import { apiFirst, user } from "../api";
import { byUrgency, isLate, needOf, phaseOf } from "../handoff";
import { useAct, useLoad } from "../load";
import { may } from "../roles";
import { print, route, setFilters } from "../router";
import type { Answered, Handoff, Lead } from "../types";
import { away, moment, t, worded } from "../words";
import { Choices, Empty, Page, Problem, Shown, State, useNow } from "../ui/parts";

const path = (id: string) => `/handoffs/${encodeURIComponent(id)}`;

interface Agreement {
  reject?: { reason: string }[];
}

// The reasons that handoff.yaml allows.
const useReasons = () => useLoad<Agreement>("/agreement", "mapping").data?.reject?.map((one) => one.reason) ?? [];

function Reach({ lead }: { lead: string }) {
  const { data } = useLoad<Lead>(`/leads/${encodeURIComponent(lead)}`, "leads");
  const value = (field: string) => data?.values[field]?.value ?? "";
  const phone = value("phone"), email = value("email");
  return (
    <p class="reach">
      {[value("company"), value("lead_score") && t("handoffs.score", { score: value("lead_score") })].filter(Boolean).join(" · ")}
      {phone && (
        <a class="button" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
          {t("handoffs.call", { phone })}
        </a>
      )}
      {email && (
        <a class="button" href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>
          {t("handoffs.mail", { email })}
        </a>
      )}
    </p>
  );
}

// Whoever comes second is told who was first.
const cameSecond = (answer: Answered) => (answer.taken || !answer.first_by ? "" : t("handoffs.second", { who: answer.first_by, what: worded("standing", answer.first_what) }));

function Answers({ one, reasons, again }: { one: Handoff; reasons: string[]; again: () => void }) {
  const { busy, problem, act } = useAct();
  const [said, say] = useState("");
  const [asking, ask] = useState<"" | "reject" | "reassign">("");
  const [to, type] = useState("");
  const need = needOf(one);
  const send = (verbs: string[], body: object = {}) =>
    act(async () => {
      const answer = await apiFirst<Answered>("POST", verbs.map((verb) => `${path(one.id)}/${verb}`), body);
      say(cameSecond(answer) || t("handoffs.done"));
      ask("");
      again();
    });
  const fold = (what: "reject" | "reassign") => ask(asking === what ? "" : what);
  return (
    <>
      <div class="acts">
        {need === "accept" && (
          <button type="button" class="main" disabled={busy} onClick={() => void send(["accept"])} aria-label={t("handoffs.accept_who", { who: one.who })}>
            {t("handoffs.accept")}
          </button>
        )}
        {need === "contact" && (
          <button type="button" class="main" disabled={busy} onClick={() => void send(["contacted", "contact"])} aria-label={t("handoffs.called_who", { who: one.who })}>
            {t("handoffs.called")}
          </button>
        )}
        <button type="button" aria-expanded={asking === "reject"} onClick={() => fold("reject")} aria-label={t("handoffs.reject_who", { who: one.who })}>
          {t("handoffs.reject")}
        </button>
        <button type="button" aria-expanded={asking === "reassign"} onClick={() => fold("reassign")} aria-label={t("handoffs.reassign_who", { who: one.who })}>
          {t("handoffs.reassign")}
        </button>
      </div>
      {asking === "reject" && (
        <div class="acts reasons" role="group" aria-label={t("handoffs.why_not")}>
          {reasons.map((reason) => (
            <button key={reason} type="button" disabled={busy} onClick={() => void send(["reject"], { reason })}>
              {worded("reason", reason)}
            </button>
          ))}
        </div>
      )}
      {asking === "reassign" && (
        <form class="decide" onSubmit={(event) => (event.preventDefault(), void send(["reassign"], to.trim() ? { to: to.trim() } : {}))}>
          <label>
            {t("handoffs.to")}
            <input value={to} onInput={(event) => type(event.currentTarget.value)} />
          </label>
          <button type="submit" disabled={busy}>
            {t("handoffs.reassign")}
          </button>
        </form>
      )}
      <p role="status">{said}</p>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

function Due({ one }: { one: Handoff }) {
  const now = useNow();
  const late = isLate(one, now);
  const need = needOf(one);
  if (!one.open || !one.deadline) return <State mood="plain">{worded("standing", phaseOf(one))}</State>;
  const by = { at: moment(one.deadline), left: away(one.deadline, now) };
  return <State mood={late ? "bad" : "good"}>{t(late ? "handoffs.late" : need === "contact" ? "handoffs.contact_by" : "handoffs.accept_by", by)}</State>;
}

function Card({ one, reasons, again }: { one: Handoff; reasons: string[]; again: () => void }) {
  return (
    <li class="card">
      <h2>
        <a href={print("handoffs", one.id)} data-row>
          {one.who || t("handoffs.nameless")}
        </a>
      </h2>
      <p>
        <Due one={one} />
      </p>
      <p class="quiet">{t("handoffs.facts", { stage: worded("stage", one.stage), team: one.team, owner: one.owner, made: moment(one.made) })}</p>
      {one.open && <Reach lead={one.lead} />}
      {one.open && may("answer") && <Answers one={one} reasons={reasons} again={again} />}
    </li>
  );
}

type Whose = "mine" | "team";

function List() {
  const { filters } = route.value;
  const me = user.value?.id ? user.value.name : "";
  const whose: Whose = me && filters.whose !== "team" ? "mine" : "team";
  const all = filters.state === "all";
  const query = new URLSearchParams({ state: all ? "all" : "open", ...(all && { all: "true" }), ...(whose === "mine" && { owner: me }) });
  const loaded = useLoad<{ handoffs: Handoff[]; next?: string | null }>(`/handoffs?${query}`, "handoffs");
  const reasons = useReasons();
  return (
    <Page title={t("handoffs")} loaded={loaded}>
      <div class="filters">
        {me && (
          <Choices<Whose>
            label={t("handoffs.whose")}
            chosen={whose}
            of={[
              ["mine", t("handoffs.mine")],
              ["team", t("handoffs.team")],
            ]}
            choose={(name) => setFilters({ whose: name === "mine" ? "" : name })}
          />
        )}
        <Choices
          label={t("handoffs.state")}
          chosen={all ? "all" : "open"}
          of={[
            ["open", t("handoffs.open")],
            ["all", t("handoffs.all")],
          ]}
          choose={(name) => setFilters({ state: name === "all" ? "all" : "" })}
        />
      </div>
      <Shown loaded={loaded}>
        {({ handoffs: told, next }) => {
          const handoffs = whose === "mine" ? told.filter((one) => one.owner === me) : told;
          if (handoffs.length === 0) return <Empty what={t("handoffs.empty")} next={t("handoffs.empty.next")} />;
          return (
            <>
              <ul class="cards">
                {byUrgency(handoffs).map((one) => (
                  <Card key={one.id} one={one} reasons={reasons} again={loaded.again} />
                ))}
              </ul>
              {next && <p class="quiet">{t("handoffs.first", { count: handoffs.length })}</p>}
            </>
          );
        }}
      </Shown>
    </Page>
  );
}

function Explained({ id }: { id: string }) {
  const loaded = useLoad<{ explanation: string }>(`${path(id)}/explain`);
  return (
    <section>
      <h2>{t("handoffs.why_you")}</h2>
      <Shown loaded={loaded}>{({ explanation }) => <p class="lines">{explanation}</p>}</Shown>
    </section>
  );
}

function One({ id }: { id: string }) {
  const loaded = useLoad<Handoff>(path(id), "handoffs");
  const reasons = useReasons();
  return (
    <Page title={loaded.data?.who || t("handoffs.one")} loaded={loaded}>
      <p>
        <a href={print("handoffs")}>{t("handoffs.back")}</a>
      </p>
      <Shown loaded={loaded}>
        {(one) => (
          <>
            <ul class="cards">
              <Card one={one} reasons={reasons} again={loaded.again} />
            </ul>
            <p>
              <a href={print("person", one.lead)}>{t("handoffs.person")}</a>
            </p>
            <Explained id={id} />
          </>
        )}
      </Shown>
    </Page>
  );
}

export const Handoffs = ({ id }: { id: string }) => (id ? <One id={id} /> : <List />);
