// What means what in which tool, and on which way a lead goes: the mapping in force, its files, and its versions.
import { useLoad, type Loaded } from "../load";
import { box, ends, labelOf, picture } from "../mapping";
import { route, setFilters } from "../router";
import type { MappingInForce, Place, Plan } from "../types";
import { t, worded } from "../words";
import { Choices, Empty, Page, Shown, State, Table } from "../ui/parts";
import { Editor } from "./mapping_editor";
import { Versions } from "./mapping_versions";

const wayOf = (place: Place) => (place.reads && place.writes ? "both" : place.reads ? "reads" : "writes");

function Places({ of }: { of: Place[] }) {
  if (of.length === 0) return <span class="nothing">—</span>;
  return (
    <>
      {of.map((place) => (
        <span class="in-tool" key={place.kind + place.field + wayOf(place)}>
          <code>{`${place.kind}.${place.field}`}</code> <span class="quiet">{t(`mapping.way.${wayOf(place)}`)}</span>
        </span>
      ))}
    </>
  );
}

function Grid({ plan }: { plan: Plan }) {
  return (
    <Table
      caption={t("mapping.grid")}
      rows={plan.fields}
      keyOf={(row) => row.name}
      columns={[
        { name: "mapping.field", cell: (row) => <span title={row.means || undefined}>{row.label.en || row.label.vi ? labelOf(row) : worded("field", row.name)}</span> },
        { name: "mapping.rule", cell: (row) => row.rule },
        ...plan.connections.map((name) => ({ name: { text: name }, cell: (row: Plan["fields"][number]) => <Places of={row.places.filter((place) => place.connection === name)} /> })),
      ]}
    />
  );
}

function Picture({ plan }: { plan: Plan }) {
  const { boxes, arrows, width, height } = picture(plan);
  return (
    <svg class="way" role="img" aria-label={t("mapping.picture")} viewBox={`0 0 ${width} ${height}`} width={width * 1.4} height={height * 1.4}>
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path d="M0 0L8 4L0 8z" />
        </marker>
      </defs>
      {arrows.map((arrow) => {
        const [x1, y1, x2, y2] = ends(arrow);
        return <line key={arrow.from.stage.name + arrow.to.stage.name} x1={x1} y1={y1} x2={x2} y2={y2} marker-end="url(#tip)" />;
      })}
      {boxes.map(({ stage, x, y }) => (
        <g key={stage.name}>
          <rect x={x} y={y} width={box.width} height={box.height} rx={6} />
          <text x={x + box.width / 2} y={y + box.height / 2 + 4} text-anchor="middle">
            {labelOf(stage)}
          </text>
        </g>
      ))}
    </svg>
  );
}

// The same in words: who cannot see the picture misses nothing.
function Way({ plan }: { plan: Plan }) {
  if (plan.stages.length === 0) return <Empty what={t("mapping.no_way")} />;
  const called = (name: string) => labelOf(plan.stages.find((one) => one.name === name) ?? { name, label: {} });
  return (
    <div class="beside">
      <Picture plan={plan} />
      <ul class="items">
        {plan.stages.map((stage) => (
          <li key={stage.name}>
            <strong>{labelOf(stage)}</strong> <code>{stage.name}</code> {!stage.on_path && <span class="quiet">{t("mapping.aside")}</span>}
            {stage.enter_when && <span class="because">{t("mapping.enters", { when: stage.enter_when })}</span>}
            {stage.hand_off && <span class="because">{t("mapping.hands_off", { team: stage.hand_off })}</span>}
            {stage.again && <span class="because">{t("mapping.again", { to: called(stage.again) })}</span>}
            {plan.back.filter((move) => move.from.includes(stage.name)).map((move) => (
              <span class="because" key={move.to}>
                {t(move.needs_reason ? "mapping.back_reason" : "mapping.back", { to: called(move.to) })}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

const views = ["grid", "way", "files", "versions"] as const;
type View = (typeof views)[number];
const isView = (name: string | undefined): name is View => (views as readonly (string | undefined)[]).includes(name);

function Chosen({ view, plan, files }: { view: View; plan: Loaded<Plan>; files: MappingInForce }) {
  if (view === "files") return <Editor inForce={files} />;
  if (view === "versions") return <Versions inForce={files.version ?? 0} />;
  return <Shown loaded={plan}>{(told) => (view === "grid" ? <Grid plan={told} /> : <Way plan={told} />)}</Shown>;
}

export function Mapping() {
  const { show } = route.value.filters;
  const view = isView(show) ? show : "grid";
  const files = useLoad<MappingInForce>("/mapping", "mapping");
  const plan = useLoad<Plan>("/mapping/plan", "mapping");
  return (
    <Page title={t("mapping")} loaded={files}>
      <Choices label={t("mapping.views")} chosen={view} of={views.map((name) => [name, t(`mapping.view.${name}`)])} choose={(name) => setFilters({ show: name })} />
      <Shown loaded={files}>
        {(told) => (
          <>
            <p>
              {t("mapping.version", { version: told.version ?? 0 })} {told.differs_on_disk && <State mood="warn">{t("mapping.differs")}</State>}
            </p>
            <Chosen view={view} plan={plan} files={told} />
          </>
        )}
      </Shown>
    </Page>
  );
}
