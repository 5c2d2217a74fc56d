// The versions of the mapping: who put which into force, how it differs from now, and the way back.
import { useState } from "preact/hooks";
import { api } from "../api";
import { useAct, useLoad } from "../load";
import { textsOf } from "../mapping";
import { may } from "../roles";
import { setFilters } from "../router";
import type { MappingFile, MappingVersion } from "../types";
import { moment, t } from "../words";
import { Problem, Shown, State, Table } from "../ui/parts";
import { Changed, draft } from "./mapping_editor";

function Undo({ again }: { again: () => void }) {
  const [sure, ask] = useState(false);
  const { busy, problem, act } = useAct();
  const go = () => act(() => api("POST", "/mapping/undo")).then((done) => done && (ask(false), again()));
  return (
    <>
      <div class="acts">
        <button type="button" disabled={busy} onClick={() => (sure ? void go() : ask(true))}>
          {t(sure ? "mapping.undo_sure" : "mapping.undo")}
        </button>
      </div>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

function One({ version, inForce }: { version: number; inForce: number }) {
  const loaded = useLoad<{ files: MappingFile[]; changed: Record<string, string> }>(`/mapping/versions/${version}`, "mapping");
  const take = (files: MappingFile[]) => ((draft.value = { texts: textsOf(files), basedOn: inForce }), setFilters({ show: "files" }));
  return (
    <section class="card" aria-label={t("mapping.version_of", { version })}>
      <h2>{t("mapping.version_of", { version })}</h2>
      <Shown loaded={loaded}>
        {({ files, changed }) => (
          <>
            {Object.keys(changed).length === 0 ? <p>{t("mapping.same")}</p> : <p>{t("mapping.until_now")}</p>}
            <Changed of={changed} />
            {may("draft") && Object.keys(changed).length > 0 && (
              <button type="button" onClick={() => take(files)}>
                {t("mapping.take")}
              </button>
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

export function Versions({ inForce }: { inForce: number }) {
  const loaded = useLoad<{ versions: MappingVersion[] }>("/mapping/history?limit=200", "mapping");
  const [open, show] = useState(0);
  return (
    <Shown loaded={loaded}>
      {({ versions }) => (
        <>
          <Table
            caption={t("mapping.versions")}
            rows={[...versions].reverse()}
            keyOf={(row) => String(row.version)}
            columns={[
              {
                name: "mapping.number",
                cell: (row) => (
                  <button type="button" class="link" data-row aria-expanded={open === row.version} aria-label={t("mapping.version_of", { version: row.version })} onClick={() => show(open === row.version ? 0 : row.version)}>
                    {row.version}
                  </button>
                ),
              },
              { name: "mapping.when", cell: (row) => moment(row.at) },
              { name: "mapping.who", cell: (row) => row.author },
              { name: "mapping.what", cell: (row) => (row.version === inForce ? <State mood="good">{t("mapping.in_force")}</State> : row.undoes ? t("mapping.undoes", { version: row.undoes }) : "—") },
            ]}
          />
          {open > 0 && <One key={open} version={open} inForce={inForce} />}
          {may("steer") && versions.length > 1 && <Undo again={loaded.again} />}
        </>
      )}
    </Shown>
  );
}
