// The files of the mapping, to be changed: checked by the service, tried on the people it knows, then put into force.
import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { api } from "../api";
import { download } from "../csv";
import { useAct } from "../load";
import { isSame, placeIn, textsOf } from "../mapping";
import { may } from "../roles";
import type { Finding, MappingCheck, MappingInForce, WhatIf } from "../types";
import { number, t } from "../words";
import { Problem, State, Table } from "../ui/parts";

// What somebody is writing, and over which version: it lives as long as the page of the browser does, whatever is looked at meanwhile.
interface Draft {
  texts: Record<string, string>;
  basedOn: number;
}
export const draft = signal<Draft | null>(null);

function Findings({ of, go }: { of: Finding[]; go: (one: Finding) => void }) {
  return (
    <ul class="items">
      {of.map((one) => (
        <li key={one.file + one.line + one.column + one.code}>
          <State mood={one.error ? "bad" : "warn"}>{t(one.error ? "mapping.error" : "mapping.warning")}</State>{" "}
          <button type="button" class="link" onClick={() => go(one)}>
            {one.line > 0 ? `${one.file}:${one.line}:${one.column}` : one.file}
          </button>{" "}
          <span lang="en">{`${one.what} ${one.remedy}`}</span> <code>{one.code}</code>
        </li>
      ))}
    </ul>
  );
}

export function Changed({ of }: { of: Record<string, string> }) {
  return (
    <>
      {Object.entries(of).map(([name, diff]) => (
        <section key={name}>
          <h3>{name}</h3>
          <pre class="diff" tabIndex={0} aria-label={t("mapping.diff", { name })}>
            {diff}
          </pre>
        </section>
      ))}
    </>
  );
}

function Checked({ told, go }: { told: MappingCheck; go: (one: Finding) => void }) {
  return (
    <section aria-label={t("mapping.checked")} role="region">
      <p role="status">
        <State mood={told.ok ? "good" : "bad"}>{t(told.ok ? "mapping.fine" : "mapping.broken", { count: told.findings.filter((one) => one.error).length })}</State>{" "}
        {told.ok && t("mapping.cases", { count: told.cases_run })}
      </p>
      <Findings of={told.findings} go={go} />
      <Changed of={told.changed} />
      {told.sentences.length > 0 && (
        <details>
          <summary>{t("mapping.in_words")}</summary>
          <ul lang="en">
            {told.sentences.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Foreseen({ told }: { told: WhatIf }) {
  const examples = Object.entries(told.fields).flatMap(([field, { people, examples }]) => examples.map((one) => ({ field, people, ...one })));
  const tools = Object.entries(told.tools).map(([name, tool]) => ({ name, ...tool, records: Object.values(tool.records).reduce((sum, one) => sum + one, 0) }));
  const stages = Object.entries(told.stages).filter(([, one]) => one.promoted !== one.promoted_now);
  return (
    <section aria-label={t("mapping.foreseen")} role="region">
      <p role="status">{told.nothing ? t("mapping.nothing") : t("mapping.changes", { changed: told.changed, people: told.people })}</p>
      {examples.length > 0 && (
        <Table
          caption={t("mapping.examples")}
          rows={examples}
          keyOf={(row) => row.field + row.who}
          columns={[
            { name: "mapping.person", cell: (row) => row.who },
            { name: "mapping.field", cell: (row) => `${row.field} (${number(row.people)})` },
            { name: "mapping.before", cell: (row) => row.before ?? t("blank") },
            { name: "mapping.after", cell: (row) => row.after ?? t("blank") },
          ]}
        />
      )}
      <ul>
        {tools.filter((one) => one.records > 0 || one.created > 0).map((one) => (
          <li key={one.name}>{t("mapping.sent", { tool: one.name, records: one.records, created: one.created, calls: one.calls.write })}</li>
        ))}
        {stages.map(([name, one]) => (
          <li key={name}>{t("mapping.promoted", { stage: name, then: one.promoted, now: one.promoted_now, days: told.window.days })}</li>
        ))}
        {Object.entries(told.stranded).map(([name, count]) => (
          <li key={name}>{t("mapping.stranded", { stage: name, count })}</li>
        ))}
      </ul>
    </section>
  );
}

// Asked twice: it changes what is written into every tool.
function Activate({ written, done }: { written: Draft; done: () => void }) {
  const [sure, ask] = useState(false);
  const { busy, problem, act } = useAct();
  const go = () => act(() => api("POST", "/mapping/activate", { files: written.texts, based_on: written.basedOn })).then((went) => went && done());
  return (
    <>
      <button type="button" class={sure ? "main" : ""} disabled={busy} onClick={() => (sure ? void go() : ask(true))}>
        {t(sure ? "mapping.activate_sure" : "mapping.activate")}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

interface Told {
  checked?: MappingCheck;
  foreseen?: WhatIf;
  activated?: boolean;
}

function Acts({ written, changed, told, tell }: { written: Draft; changed: boolean; told: Told; tell: (what: Told) => void }) {
  const { busy, problem, act } = useAct();
  const files = written.texts;
  const check = () => act(async () => tell({ checked: await api<MappingCheck>("POST", "/mapping/check", { files }) }));
  const tryIt = () =>
    act(async () => {
      const checked = await api<MappingCheck>("POST", "/mapping/check", { files });
      tell({ checked });
      if (checked.ok) tell({ checked, foreseen: await api<WhatIf>("POST", "/mapping/what-if", { files }) });
    });
  return (
    <>
      <div class="acts">
        <button type="button" disabled={busy} onClick={() => void check()}>
          {t("mapping.check")}
        </button>
        <button type="button" class="main" disabled={busy || !changed} onClick={() => void tryIt()}>
          {t("mapping.try")}
        </button>
        {changed && (
          <button type="button" disabled={busy} onClick={() => ((draft.value = null), tell({}))}>
            {t("mapping.discard")}
          </button>
        )}
        {changed && told.foreseen && may("steer") && <Activate written={written} done={() => ((draft.value = null), tell({ activated: true }))} />}
      </div>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

export function Editor({ inForce }: { inForce: MappingInForce }) {
  const base = { texts: textsOf(inForce.files), basedOn: inForce.version ?? 0 };
  const written = draft.value ?? base;
  const names = Object.keys(written.texts);
  const [chosen, choose] = useState("fields.yaml");
  const [told, tell] = useState<Told>({});
  const area = useRef<HTMLTextAreaElement>(null);
  const name = names.includes(chosen) ? chosen : (names[0] ?? "");
  const changed = !isSame(written.texts, base.texts);
  const write = (text: string) => ((draft.value = { ...written, texts: { ...written.texts, [name]: text } }), tell({}));
  // After the other file is in the field.
  const go = (one: Finding) => {
    choose(one.file);
    requestAnimationFrame(() => {
      const at = placeIn(written.texts[one.file] ?? "", one.line, one.column);
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
    });
  };
  return (
    <>
      <div class="filters">
        <label>
          {t("mapping.file")}{" "}
          <select value={name} onChange={(event) => choose(event.currentTarget.value)}>
            {names.map((one) => (
              <option key={one} value={one}>
                {one + (written.texts[one] === base.texts[one] ? "" : " *")}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => download(name, written.texts[name] ?? "", "text/yaml")}>
          {t("mapping.save")}
        </button>
      </div>
      {changed && written.basedOn !== base.basedOn && <State mood="warn">{t("mapping.moved", { version: base.basedOn })}</State>}
      <textarea ref={area} class="yaml" aria-label={t("mapping.text", { name })} spellcheck={false} readOnly={!may("draft")} value={written.texts[name] ?? ""} onInput={(event) => write(event.currentTarget.value)} />
      {may("draft") && <Acts written={written} changed={changed} told={told} tell={tell} />}
      {told.activated && <p role="status">{t("mapping.activated")}</p>}
      {told.checked && <Checked told={told.checked} go={go} />}
      {told.foreseen && <Foreseen told={told.foreseen} />}
    </>
  );
}
