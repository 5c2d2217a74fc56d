// Why it says so: whose word counts, who was not heard, and by which rule.
import { useLoad } from "../load";
import type { History } from "../types";
import { moment, t, worded } from "../words";
import { Shown } from "../ui/parts";

const words = (value: string | null) => value || t("blank");

export function Why({ lead, subject }: { lead: string; subject: string }) {
  const loaded = useLoad<History>(`/leads/${encodeURIComponent(lead)}/history?field=${encodeURIComponent(subject)}`, "leads");
  return (
    <div class="why" role="region" aria-label={t("why.of", { what: worded("field", subject) })}>
      <Shown loaded={loaded}>
        {(history) => {
          const said = history.words ?? [];
          const winner = said.find((one) => one.counts);
          const last = history.history.find((one) => one.what === "value" && one.rule);
          return (
            <>
              <p>
                {winner
                  ? t("why.winner", { tool: winner.connection, value: words(winner.value), at: moment(winner.at), rule: last?.rule ?? "—" })
                  : t("why.nobody", { rule: last?.rule ?? "—" })}
              </p>
              <ul>
                {said
                  .filter((one) => !one.counts)
                  .map((one) => (
                    <li key={one.connection}>{t("why.loser", { tool: one.connection, value: words(one.value), at: moment(one.at) })}</li>
                  ))}
              </ul>
              {history.steps?.slice(-1).map((step) => (
                <p key={step.at}>{t("why.step", { to: worded("stage", step.to ?? ""), cause: worded("cause_of_step", step.cause ?? ""), tool: step.connection, at: moment(step.at) })}</p>
              ))}
            </>
          );
        }}
      </Shown>
    </div>
  );
}

