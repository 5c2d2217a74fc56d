// What a page shows of the service: the last good answer stays while a newer one is fetched, or cannot be.
import { useEffect, useReducer, useRef } from "preact/hooks";
import { apiFirst, Refusal } from "./api";
import { seen, type Topic } from "./changes";

export interface Loaded<T> {
  data?: T;
  at?: Date; // when the data was told
  problem?: unknown;
  wait: "none" | "short" | "shown" | "long"; // how long one has been waiting for the first answer
  again(): void;
  cancel(): void;
}

interface State<T> {
  path: string | null;
  data?: T;
  at?: Date;
  problem?: unknown;
  busy: boolean;
  wait: Loaded<T>["wait"];
  stop?: AbortController;
}

const skeletonAfter = 300, longAfter = 10_000;

// Fetches the first of `paths` that the service has, and again whenever something of the topics changes. Null: nothing is
// fetched.
export function useLoad<T>(paths: string | string[] | null, ...topics: Topic[]): Loaded<T> {
  const wanted = typeof paths === "string" ? [paths] : paths;
  const path = wanted?.[0] ?? null;
  const [, redraw] = useReducer((count: number, _: void) => count + 1, 0);
  const kept = useRef<State<T>>({ path: null, busy: false, wait: "none" });
  const state = kept.current;
  const version = topics.map((topic) => seen.value[topic] ?? 0).join();

  const fetchIt = async () => {
    if (wanted === null) return;
    state.stop?.abort();
    const stop = (state.stop = new AbortController());
    const timers = [setTimeout(() => wait("shown"), skeletonAfter), setTimeout(() => wait("long"), longAfter)];
    const wait = (how: State<T>["wait"]) => ((state.wait = how), redraw());
    state.busy = true;
    if (!state.data) wait("short");
    try {
      const data = await apiFirst<T>("GET", wanted, undefined, stop.signal);
      if (stop.signal.aborted) return;
      Object.assign(state, { data, at: new Date(), problem: undefined });
    } catch (problem) {
      if (stop !== state.stop) return;
      state.problem = problem;
    } finally {
      timers.forEach(clearTimeout);
    }
    state.busy = false;
    wait("none");
  };

  if (state.path !== path) Object.assign(state, { path, data: undefined, at: undefined, problem: undefined });
  useEffect(() => void fetchIt(), [path, version]);
  useEffect(() => () => state.stop?.abort(), []);
  const { data, at, problem, wait } = state;
  return { data, at, problem, wait, again: () => void fetchIt(), cancel: () => state.stop?.abort() };
}

// Runs something a person asked for: what came of it, and whether it is still under way.
export function useAct(): { busy: boolean; problem: unknown; act: (what: () => Promise<unknown>) => Promise<boolean> } {
  const [, redraw] = useReducer((count: number, _: void) => count + 1, 0);
  const { current } = useRef<{ busy: boolean; problem: unknown }>({ busy: false, problem: undefined });
  const set = (next: { busy: boolean; problem: unknown }) => (Object.assign(current, next), redraw());
  const act = async (what: () => Promise<unknown>) => {
    if (current.busy) return false;
    set({ busy: true, problem: undefined });
    try {
      await what();
      set({ busy: false, problem: undefined });
      return true;
    } catch (problem) {
      set({ busy: false, problem });
      return false;
    }
  };
  return { ...current, act };
}

export const isMissing = (problem: unknown) => problem instanceof Refusal && problem.missing;
