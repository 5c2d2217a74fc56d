// Why it says so: whose word counts, who was not heard, by which rule, and what would have to differ.
import { useLoad } from "../load";
import type { History, WhyTold, Word } from "../types";
import { moment, t, worded } from "../words";
import { Shown } from "../ui/parts";

const values = (word: Word) => ({ tool: word.connection, value: word.value || t("blank"), at: moment(word.at) });

// What the service says in sentences is in its own language.
const Sentences = ({ of }: { of: string[] }) => (
  <ul lang="en">
    {of.map((one) => (
      <li key={one}>{one}</li>
    ))}
  </ul>
);

function Told({ why }: { why: WhyTold }) {
  return (
    <>
      {why.winner && <p>{t("why.winner", { ...values(why.winner), rule: why.rule || "—" })}</p>}
      <ul>
        {why.losers.map((one) => (
          <li key={one.connection}>
            {t("why.loser", values(one))} {one.would_win && <span lang="en">{one.would_win}</span>}
          </li>
        ))}
      </ul>
      {!why.winner && <Sentences of={why.because} />}
      {why.would_differ.length > 0 && (
        <>
          <p>{t("why.differ")}</p>
          <Sentences of={why.would_differ} />
        </>
      )}
    </>
  );
}

function fromHistory(history: History): WhyTold {
  const said = history.words ?? [];
  const last = history.history.find((one) => one.what === "value" && one.rule);
  return {
    rule: last?.rule ?? "",
    winner: said.find((one) => one.counts) ?? null,
    losers: said.filter((one) => !one.counts),
    because: last?.rule ? [last.rule] : [],
    would_differ: [],
  };
}

export function Why({ lead, subject }: { lead: string; subject: string }) {
  const path = `/leads/${encodeURIComponent(lead)}`, what = encodeURIComponent(subject);
  const loaded = useLoad<WhyTold | History>([`${path}/why/${what}`, `${path}/history?field=${what}`], "leads");
  return (
    <div class="why" role="region" aria-label={t("why.of", { what: worded("field", subject) })}>
      <Shown loaded={loaded}>{(told) => <Told why={"history" in told ? fromHistory(told) : told} />}</Shown>
    </div>
  );
}
