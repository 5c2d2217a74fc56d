// Your access: the passkeys and sessions by which you come in, and the way out.
import { useState } from "preact/hooks";
import { browserOf, madeAt } from "../access";
import { api, makePasskey, signOut, user } from "../api";
import { useAct, useLoad, type Loaded } from "../load";
import type { OwnSession, Passkeys, Session } from "../types";
import { moment, t, worded } from "../words";
import { Ago, Empty, Page, Problem, Shown, State, Table } from "../ui/parts";

// Ends for good, so it is asked twice.
function End({ path, what, warning, again }: { path: string; what: string; warning: string; again: () => void }) {
  const [sure, ask] = useState(false);
  const { busy, problem, act } = useAct();
  const end = () => act(() => api("DELETE", path)).then((done) => done && again());
  return (
    <>
      {sure && <p role="status">{warning}</p>}
      <div class="acts">
        <button type="button" disabled={busy} onClick={() => (sure ? void end() : ask(true))} aria-label={t(sure ? "access.end_sure" : "access.end_it", { what })}>
          {t(sure ? "access.sure" : "access.end")}
        </button>
        {sure && (
          <button type="button" disabled={busy} onClick={() => ask(false)}>
            {t("cancel")}
          </button>
        )}
      </div>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

function Keep({ loaded }: { loaded: Loaded<Passkeys> }) {
  const [made, told] = useState(false);
  const { busy, problem, act } = useAct();
  const make = () => (told(false), act(makePasskey).then((done) => (told(done), done && loaded.again())));
  const some = (loaded.data?.passkeys.length ?? 0) > 0;
  return (
    <>
      <div class="acts">
        <button type="button" class={some ? "" : "main"} disabled={busy} onClick={() => void make()}>
          {t(some ? "passkey.another" : "passkey.make")}
        </button>
      </div>
      {made && <p role="status">{t("passkey.made")}</p>}
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

function PasskeyList({ loaded }: { loaded: Loaded<Passkeys> }) {
  return (
    <section>
      <h2>{t("access.passkeys")}</h2>
      <Shown loaded={loaded}>
        {({ passkeys }) =>
          passkeys.length === 0 ? (
            <Empty what={t("access.no_passkeys")} next={t("passkey.urge")} />
          ) : (
            <ul class="items own">
              {passkeys.map(({ id }) => {
                const what = t("access.made", { at: moment(madeAt(id)) });
                const warning = t(passkeys.length === 1 ? "access.last_passkey" : "access.end_passkey");
                return (
                  <li key={id}>
                    {what} <End path={`/passkeys/${id}`} what={what} warning={warning} again={loaded.again} />
                  </li>
                );
              })}
            </ul>
          )
        }
      </Shown>
      <Keep loaded={loaded} />
    </section>
  );
}

function Act({ one, again }: { one: Session; again: () => void }) {
  if (one.current) return <State mood="good">{t("access.this")}</State>;
  const what = t("access.session", { browser: browserOf(one.browser), from: one.from });
  return <End path={`/sessions/${one.id}`} what={what} warning={t("access.end_session")} again={again} />;
}

function SessionList() {
  const loaded = useLoad<{ sessions: Session[] }>("/sessions?limit=200");
  return (
    <section>
      <h2>{t("access.sessions")}</h2>
      <Shown loaded={loaded}>
        {({ sessions }) => (
          <Table
            caption={t("access.sessions")}
            rows={sessions}
            keyOf={(one) => one.id}
            columns={[
              { name: "access.browser", cell: (one) => <span title={one.browser}>{browserOf(one.browser)}</span> },
              { name: "access.from", cell: (one) => one.from },
              { name: "access.since", cell: (one) => moment(one.made) },
              { name: "access.seen", cell: (one) => <Ago at={one.seen} /> },
              { name: "access.until", cell: (one) => moment(one.expires_at) },
              { name: "access.act", cell: (one) => <Act one={one} again={loaded.again} /> },
            ]}
          />
        )}
      </Shown>
    </section>
  );
}

function Who({ told }: { told: OwnSession }) {
  const { name, role, email } = told.user;
  return (
    <>
      <p>
        <strong>{name}</strong> {[worded("role", role), email].filter(Boolean).join(" · ")}
        <br />
        <span class="quiet">{told.expires_at && t("access.lasts", { at: moment(told.expires_at) })}</span>
      </p>
      <button type="button" onClick={() => void signOut()}>
        {t("sign_out")}
      </button>
    </>
  );
}

export function Access() {
  const session = useLoad<OwnSession>("/session");
  const byToken = user.value?.id === "";
  const passkeys = useLoad<Passkeys>(byToken ? null : "/passkeys");
  return (
    <Page title={t("access")} loaded={session}>
      <Shown loaded={session}>{(told) => <Who told={told} />}</Shown>
      {byToken ? (
        <Empty what={t("access.token")} next={t("access.token.next")} />
      ) : (
        <>
          <PasskeyList loaded={passkeys} />
          <SessionList />
        </>
      )}
    </Page>
  );
}
