// One search for people: by e-mail, phone, name or a tool's id. What is searched goes in a body, never in an address.
import { useState } from "preact/hooks";
import { api, isNobody, Refusal } from "../api";
import { useAct } from "../load";
import { print } from "../router";
import type { Lead } from "../types";
import { t } from "../words";
import { Problem } from "./parts";

interface Found {
  id: string;
  who?: string;
  email?: string | null;
  company?: string | null;
}

// A service without the search knows people by their whole id or address.
async function find(query: string): Promise<Found[]> {
  try {
    return (await api<{ leads: Found[] }>("POST", "/leads/search", { query, limit: 8 })).leads;
  } catch (problem) {
    if (!(problem instanceof Refusal && (problem.missing || problem.status === 405))) throw problem;
  }
  try {
    const lead = await api<Lead>("GET", `/leads/${encodeURIComponent(query)}`);
    return [{ id: lead.id }];
  } catch (problem) {
    if (isNobody(problem)) return [];
    throw problem;
  }
}

export function Search() {
  const [query, type] = useState("");
  const [found, show] = useState<Found[] | null>(null);
  const { busy, problem, act } = useAct();
  const leave = () => (show(null), type(""));
  const send = async (event: Event) => {
    event.preventDefault();
    const asked = query.trim();
    if (!asked) return;
    await act(async () => {
      const people = await find(asked);
      if (people.length === 1) {
        leave();
        location.hash = print("person", people[0]!.id);
      } else show(people);
    });
  };
  const escape = (event: KeyboardEvent) => event.key === "Escape" && show(null);
  return (
    <search class="search" onKeyDown={escape}>
      <form onSubmit={send}>
        <label class="unseen" for="search">
          {t("search")}
        </label>
        <input id="search" type="search" autoComplete="off" placeholder={t("search.hint")} value={query} onInput={(event) => type(event.currentTarget.value)} />
        <button type="submit" disabled={busy}>
          {t("search.go")}
        </button>
      </form>
      {(found || problem !== undefined) && (
        <div class="found" role="status">
          {problem !== undefined && <Problem problem={problem} />}
          {found?.length === 0 && <p>{t("search.nobody")}</p>}
          {found && found.length > 0 && (
            <ul>
              {found.map((one) => (
                <li key={one.id}>
                  <a href={print("person", one.id)} onClick={leave}>
                    {one.who || one.email || one.id}
                  </a>{" "}
                  <span class="quiet">{[one.who && one.email, one.company].filter(Boolean).join(" · ")}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </search>
  );
}
